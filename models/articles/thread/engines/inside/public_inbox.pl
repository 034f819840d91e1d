# Imports the mails of a folder into the inbox `workshop` and prints pages of it: public_inbox.pl FOLDER ADDRESS...
use strict; use warnings;
use HTTP::Request; use JSON::PP; use Plack::Test;
use PublicInbox::Config; use PublicInbox::Eml; use PublicInbox::InboxWritable; use PublicInbox::WWW;

my ($folder, @addresses) = @ARGV;
my $inbox = PublicInbox::Config->new->lookup_name('workshop');
my $importer = PublicInbox::InboxWritable->new($inbox)->importer(0);
for my $file (sort glob "$folder/*.eml") {
    my $mail = do { open my $handle, '<:raw', $file or die $!; local $/; <$handle> };
    $importer->add(PublicInbox::Eml->new(\$mail)) or die "$file is refused";
}
$importer->done;

my $site = PublicInbox::WWW->new(PublicInbox::Config->new);
$site->preload;
my @pages;
test_psgi(sub { $site->call(@_) }, sub {
    my $ask = shift;
    push @pages, $ask->(HTTP::Request->new(GET => $_))->content for @addresses;
});
print JSON::PP->new->latin1->encode(\@pages), "\n";
