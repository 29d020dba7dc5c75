"""How well the product answers judged questions, through the path that readers' questions take."""
