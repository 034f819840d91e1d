<?php
// Captchas of Text_CAPTCHA in the colours of its example and in its default ones. debian.py says how it is run.
set_include_path("$argv[1]/usr/share/php");
require "Text/CAPTCHA.php";

const EXAMPLE = ["text_color" => "#DDFF99", "lines_color" => "#CCEEDD", "background_color" => "#555555"];

$font = ["font_path" => "$argv[1]/usr/share/fonts/opentype/courier-prime/", "font_file" => "Courier Prime.otf"];
for ($number = 0; ($text = fgets(STDIN)) !== false; $number++) {
    mt_srand($number);
    $colours = $number % 2 ? [] : EXAMPLE;
    $captcha = Text_CAPTCHA::factory("Image");
    $captcha->init(["phrase" => trim($text), "output" => "png", "imageOptions" => $font + $colours]);
    echo base64_encode($captcha->getCAPTCHA()), "\n";
}
