"""What a teacher sees of a class: values first (``building``), then text, HTML and CSV made of them."""
