"""The flood comes before the first call, while the module is imported, in every check.

base: right
verdict: error
varies: yes
row: harm: 1 GB on stdout
"""
for _ in range(20):
    print("y" * 2**20)
