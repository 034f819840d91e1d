<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><title><?php wp_title('|', true, 'right'); bloginfo('name'); ?></title><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<div id="header"><h1><a href="/"><?php bloginfo('name'); ?></a></h1><ul><?php wp_list_pages('title_li='); ?></ul></div>
<div id="content">
<?php while (have_posts()): the_post(); ?>
<div <?php post_class(); ?>><h2><?php the_title(); ?></h2><small><?php the_time(get_option('date_format')); ?></small>
<div class="entry"><?php the_content(); ?></div></div>
<?php comments_template(); endwhile; ?>
</div>
<div id="sidebar"><ul><?php the_widget('WP_Widget_Recent_Comments'); the_widget('WP_Widget_Archives'); ?></ul></div>
<?php wp_footer(); ?>
</body></html>
