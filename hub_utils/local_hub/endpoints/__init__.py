"""What the clients call: one module for each part of the Hub's HTTP API."""
