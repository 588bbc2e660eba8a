"""`python -m madoguchi`: the command without its script."""

from madoguchi.cli import main

if __name__ == "__main__":
    main(prog_name="madoguchi")
