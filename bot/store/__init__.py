"""Where conversations are kept until they are forgotten: one protocol, several stores."""
