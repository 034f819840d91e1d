<h3 id="comments"><?php comments_number(); ?></h3>
<ol class="commentlist"><?php wp_list_comments(['format' => 'xhtml', 'avatar_size' => 40]); ?></ol>
<div class="navigation"><?php paginate_comments_links(); ?></div>
<?php comment_form(['format' => 'xhtml']); ?>
