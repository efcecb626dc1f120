"""Reading foreign layers and models without the frameworks they come from."""
