<?php
// Fills WordPress with talks, told on standard input, or prints a page: php wordpress.php SITE fill|PAGE [THEME LOCALE]
// The opening post of a talk is an article, the others are comments on it.
[, $site, $what] = $argv;
$_SERVER += ['HTTP_HOST' => 'wordpress.example', 'SERVER_NAME' => 'wordpress.example', 'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REQUEST_METHOD' => 'GET', 'REMOTE_ADDR' => '127.0.0.1', 'HTTP_USER_AGENT' => 'talks'];
$_SERVER['HTTP_HOST'] = 'wordpress.example';
$_SERVER['REQUEST_URI'] = $what === 'fill' ? '/' : "/?$what";
$_SERVER['PHP_SELF'] = '/index.php';

if ($what !== 'fill') {
    parse_str($what, $_GET);
    $_REQUEST = $_GET;
    define('WP_USE_THEMES', true);
    [, , , $theme, $locale] = $argv;
    $GLOBALS['locale'] = $locale;
    $formats = ['de_DE' => 'j. F Y', 'fr_FR' => 'j F Y', 'es_ES' => 'j \d\e F \d\e Y', 'ru_RU' => 'd.m.Y', 'zh_CN' => 'Y年n月j日'];
    $GLOBALS['wp_filter'] = [
        'pre_option_template' => [10 => [['accepted_args' => 1, 'function' => fn() => $theme]]],
        'pre_option_stylesheet' => [10 => [['accepted_args' => 1, 'function' => fn() => $theme]]],
        'pre_option_WPLANG' => [10 => [['accepted_args' => 1, 'function' => fn() => $locale]]],
        'pre_option_date_format' => [10 => [['accepted_args' => 1, 'function' => fn() => $formats[$locale] ?? 'F j, Y']]],
        'pre_option_time_format' => [10 => [['accepted_args' => 1, 'function' => fn() => isset($formats[$locale]) ? 'H:i' : 'g:i a']]],
    ];
    require "$site/wp-blog-header.php";
    exit;
}

define('WP_INSTALLING', true);
require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
error_reporting(0);
wp_install('Workshop', 'keeper', 'keeper@mail.example', true, '', wp_generate_password());
foreach (['comments_per_page' => 12, 'page_comments' => 1, 'default_comments_page' => 'oldest', 'thread_comments' => 1,
    'thread_comments_depth' => 5, 'timezone_string' => 'UTC', 'comment_order' => 'asc'] as $name => $value) {
    update_option($name, $value);
}
$made = [];
foreach (json_decode(stream_get_contents(STDIN), true)['talks'] as $talk) {
    $when = fn($said) => gmdate('Y-m-d H:i:s', strtotime($said['when']));
    $first = $talk['posts'][0];
    $article = wp_insert_post(wp_slash(['post_title' => $talk['title'], 'post_content' => $first['html'],
        'post_status' => 'publish', 'post_date' => $when($first), 'post_date_gmt' => $when($first), 'post_author' => 1,
        'comment_status' => 'open']));
    $comments = [0 => 0];
    foreach (array_slice($talk['posts'], 1) as $said) {
        $person = $said['author'];
        $comments[$said['number']] = wp_insert_comment(wp_slash(['comment_post_ID' => $article,
            'comment_author' => $person['name'], 'comment_author_email' => strtolower($person['login']) . '@mail.example',
            'comment_author_url' => strlen($person['login']) % 3 ? '' : 'https://' . strtolower($person['login']) . '.example',
            'comment_content' => $said['html'], 'comment_date' => $when($said), 'comment_date_gmt' => $when($said),
            'comment_approved' => 1, 'comment_parent' => $comments[$said['answers'] ?? 0] ?? 0]));
    }
    $tops = 0;
    foreach (get_comments(['post_id' => $article]) as $comment) {
        $tops += $comment->comment_parent ? 0 : 1;
    }
    $made[] = ['talk' => $talk['seed'], 'article' => $article, 'pages' => max(1, intdiv($tops + 11, 12))];
}
echo "\n", json_encode($made), "\n";
