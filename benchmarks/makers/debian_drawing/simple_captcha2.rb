# Captchas of simple_captcha2, as it comes and in its random styles by turns. debian.py says how it is run.
$LOAD_PATH.unshift("#{ARGV[0]}/usr/lib/ruby/vendor_ruby")

module Rails # what the package asks of it
  def self.env = Struct.new(:test?).new(false)
end

class Module
  def mattr_accessor(*names) # as of ActiveSupport
    names.each do |name|
      define_singleton_method(name) { class_variable_get("@@#{name}") }
      define_singleton_method("#{name}=") { |value| class_variable_set("@@#{name}", value) }
    end
  end
end

class String
  def blank? = strip.empty?
end

$LOADED_FEATURES << "simple_captcha/engine.rb" # which is for Rails
require "simple_captcha"
SimpleCaptcha::Utils.define_singleton_method(:simple_captcha_value) { |text| text } # where it keeps none
SimpleCaptcha.font = "#{ARGV[0]}/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
include SimpleCaptcha::ImageHelpers

$stdout.sync = true
$stdin.each_line(chomp: true).with_index do |text, number|
  srand(number)
  SimpleCaptcha.image_style, SimpleCaptcha.distortion = number.even? ? %w[simply_blue low] : %w[random random]
  puts [generate_simple_captcha_image(text)].pack("m0")
end
