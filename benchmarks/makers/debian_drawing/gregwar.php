<?php
// Captchas of Gregwar\Captcha as its README begins, in the fonts that it chooses from. debian.py says how it is run.
require "Gregwar/Captcha/autoload.php";

for ($number = 0; ($text = fgets(STDIN)) !== false; $number++) {
    mt_srand($number);
    $captcha = new Gregwar\Captcha\CaptchaBuilder(trim($text));
    $captcha->build();
    echo base64_encode($captcha->get()), "\n";
}
