"""Models of PyTorch, Keras, scikit-learn and gradient boosting as ONNX files that DeML admits."""
