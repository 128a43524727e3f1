print("notes of week 1")
