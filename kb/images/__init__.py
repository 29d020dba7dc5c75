"""Pictures that Jieda draws itself, with Pillow where it is installed: image cards of articles, and icons."""
