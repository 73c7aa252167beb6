package io.espalier.train.sparse;

/**
 * One operation on the program's memory. A node overwrites its output; it overwrites its inputs'
 * gradients unless another node reads the same input: then these were cleared and all readers add.
 */
interface Node {
  /** Computes the output. */
  void forward(Pass pass);

  /** Takes the output's gradient to the inputs' and the parameters'. */
  void backward(Pass pass);
}
