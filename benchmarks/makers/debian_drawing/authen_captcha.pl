# Captchas of Authen::Captcha with every option as it comes. debian.py says how it is run.
use strict;
use warnings;
use MIME::Base64;
BEGIN { unshift @INC, "$ARGV[0]/usr/share/perl5" }
use Authen::Captcha;

$| = 1;
my $captcha = Authen::Captcha->new;
for (my $number = 0; defined(my $text = <STDIN>); $number++) {
    chomp $text;
    srand $number;
    print encode_base64(${ $captcha->create_image_file($text) }, ""), "\n";
}
