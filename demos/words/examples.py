"""What the words tab shows before anything is typed, in both languages."""

# Words to click, the last two unknown and new; captions are words.examples.1 … 8 (English), 9 … 16 (Chinese)
EXAMPLES = {
    "en": ("piano", "france", "quantum", "mercury", "einstein", "nevertheless", "violinish", "bagpipist"),
    "zh": ("钢琴", "法国", "量子", "苹果", "爱因斯坦", "電腦", "超声波探测仪", "躺平"),
}
# What the fields hold until something is typed
FILLED = {
    "en": {
        "word": "piano",
        "first": "piano, violin, banana, paris",
        "second": "guitar, fruit, france, music",
        "a": "france",
        "b": "paris",
        "c": "japan",
        "odd": "apple, cherry, hammer, grape, banana",
        "own": "piano",
        "sentence": "The orchestra played a ___ by Beethoven in the concert hall.",
        "text": "Coral reefs are built by small animals that live together in colonies. Their skeletons of limestone "
        "grow for centuries in warm and shallow water. Fish, crabs and sponges find shelter there. When the ocean "
        "becomes too warm, the corals lose the algae that feed them, turn white and may die.",
        "map": "paris, london, berlin, tokyo, dog, cat, horse, piano, violin, guitar, physics, chemistry, biology",
    },
    "zh": {
        "word": "钢琴",
        "first": "钢琴、小提琴、香蕉、巴黎",
        "second": "吉他、水果、法国、音乐",
        "a": "法国",
        "b": "巴黎",
        "c": "日本",
        "odd": "苹果、樱桃、锤子、葡萄、香蕉",
        "own": "钢琴",
        "sentence": "乐团在音乐厅演奏了贝多芬的___，听众热烈鼓掌。",
        "text": "珊瑚礁由群居的小动物建造，它们的石灰质骨骼在温暖的浅海中生长数百年。鱼类、螃蟹和海绵在那里栖身。"
        "海水过热时，珊瑚会失去供给养分的藻类，变白，甚至死亡。",
        "map": "巴黎、伦敦、柏林、东京、狗、猫、马、钢琴、小提琴、吉他、物理、化学、生物",
    },
}
