"""The walk-through page: one training run as an HTML file in which every cell says where it comes from."""
