"""What the stages share: records, messages, errors, IRIs, the ontology, settings, the gazetteer."""
