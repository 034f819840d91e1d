# Captchas of GD::SecurityImage with the options and styles of its demo, each with each. debian.py says how it is run.
use strict;
use warnings;
use MIME::Base64;
BEGIN { unshift @INC, "$ARGV[0]/usr/share/perl5" }
use GD::SecurityImage;

GD::SecurityImage->import(use_magick => 0);
$| = 1;
my @fonts = map {"$ARGV[0]/usr/share/fonts/truetype/$_"} "staypuft/StayPuft.ttf", "ttf-bitstream-vera/Vera.ttf";
my @options = (
    { width => 220, height => 90, ptsize => 30 },
    { width => 360, height => 110, ptsize => 25, scramble => 1 },
    { width => 360, height => 90, ptsize => 25, scramble => 1, angle => 30 },
);
my @styles = (    # name, lines, colours of the text, the lines and the ground, particles, dots of each
    [ "ec",      16, [ 84,  207, 112 ], [ 0,   0,   0 ],   [ 0, 0, 0 ], 1000 ],
    [ "ellipse", 15, [ 184, 20,  180 ], [ 184, 20,  180 ], [ 208, 202, 206 ], 2000 ],
    [ "circle",  40, [ 63,  143, 167 ], [ 210, 215, 196 ], [ 210, 215, 196 ], 3500 ],
    [ "box",     6,  [ 245, 240, 220 ], [ 115, 115, 115 ], undef, 3000, 2 ],
    [ "rect",    30, [ 63,  143, 167 ], [ 226, 223, 169 ], undef, 2000 ],
    [ "default", 10, [ 68,  150, 125 ], [ 255, 0,   0 ],   undef, 5000 ],
);

for (my $number = 0; defined(my $text = <STDIN>); $number++) {
    chomp $text;
    srand $number;
    my ($style, $lines, $ink, $line, $ground, @particles) = @{ $styles[ $number / 3 % 6 ] };
    my %options = (%{ $options[ $number % 3 ] }, lines => $lines, send_ctobg => 1, bgcolor => $ground);
    my $captcha = GD::SecurityImage->new(%options, font => $fonts[ $number / 18 % 2 ]);
    $captcha->random($text)->create(ttf => $style, $ink, $line)->particle(@particles);
    my ($picture) = $captcha->out(force => "png");
    print encode_base64($picture, ""), "\n";
}
