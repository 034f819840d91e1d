"""The lines of code that the tab shows at rate 0.5 for x of (3, 4, 5), by preset: a page shows them, and they run."""

KERAS = {
    "element": "keras.layers.Dropout(0.5)(x, training=True)",
    "batch": "keras.layers.Dropout(0.5, noise_shape=(1, None, None))(x, training=True)",
    "word": "keras.layers.Dropout(0.5, noise_shape=(None, None, 1))(x, training=True)",
    "channel": "keras.layers.Dropout(0.5, noise_shape=(None, 1, None))(x, training=True)",
}
TF1 = {
    "element": "tf.nn.dropout(x, keep_prob=0.5)",
    "batch": "tf.nn.dropout(x, keep_prob=0.5, noise_shape=(1, 4, 5))",
    "word": "tf.nn.dropout(x, keep_prob=0.5, noise_shape=(3, 4, 1))",
    "channel": "tf.nn.dropout(x, keep_prob=0.5, noise_shape=(3, 1, 5))",
}
TORCH = {
    "element": "torch.nn.functional.dropout(x, p=0.5)",
    "batch": "x * torch.nn.functional.dropout(torch.ones(1, 4, 5), p=0.5)",
    "word": "x * torch.nn.functional.dropout(torch.ones(3, 4, 1), p=0.5)",
    "channel": "x * torch.nn.functional.dropout(torch.ones(3, 1, 5), p=0.5)",
}
