"""
Your forward divides the loss by the batch size: return the number that loss_layer.forward gives as it is, a
mean is the loss layer's affair.

file: network.py
fails:
  - network/denoising_a_cosine
  - network/forward_gives_the_loss_of_the_batch[[]six-samples]
  - network/forward_leaves_the_loss_list_alone
  - network/forward_returns_the_loss
  - network/train_appends_one_loss_per_iteration
  - network/train_continues*
  - network/twenty_training_steps
  - network/two_networks_share_nothing
  - mnist/first_losses
"""


class NeuralNetwork(NeuralNetwork):
    """The mistake."""

    def forward(self):
        return super().forward() / len(self._label_tensor)
