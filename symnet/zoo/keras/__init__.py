"""What Keras 3 defines otherwise than torchvision: for each family how its network is wired, with Keras' names and in Keras' order.

The functions of the families choose between the two by `variant`. Shapes are symnet's, channels first.
"""
