"""The tables of the index.

Integers stand for IRIs (``node.id``) and for facts; which ones depends on the releases before, from which an
index may be made (``updating.py``). So nothing that is shown may follow their order, but for the facts of one
subject, which stand in that of the dataset. Source: https://www.sqlite.org/lang_createtable.html

Full text is folded and its words parted by spaces before it comes in (``folding.py``), so that SQLite has
nothing to decide about letters. It gives rows in the order of rowid, which is that of ``card.rank``: what is
best known comes first, and nothing has to be sorted. Source: https://www.sqlite.org/fts5.html
"""

from __future__ import annotations

FILE_NAME = "index.sqlite"

#: Raised with every change of the tables: an index of another number is not read.
VERSION = 6

TABLES = """
CREATE TABLE node (           -- every IRI of the data, whether described or only named
  id INTEGER PRIMARY KEY,
  iri TEXT NOT NULL,
  kind TEXT NOT NULL,         -- local name of its class in the ontology; "" for none
  fr TEXT NOT NULL,           -- its label in French; "" for none
  en TEXT NOT NULL,
  other TEXT NOT NULL,        -- a label in another language or in none, when there is neither
  other_language TEXT NOT NULL,
  key TEXT NOT NULL,          -- sorts things as a French dictionary does
  incoming INTEGER NOT NULL   -- how many facts point to it
) STRICT;
CREATE TABLE fact (           -- the merged statements without the evidence, by subject
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL,
  predicate INTEGER NOT NULL,
  object INTEGER NOT NULL,    -- node; 0 for a literal
  value TEXT NOT NULL,        -- of a literal
  datatype TEXT NOT NULL,     -- of a literal: its IRI; "" for a string
  language TEXT NOT NULL,     -- of a literal; "" for none
  origin TEXT NOT NULL        -- "" for documents; else the layer: "links", "geonames", "themes" …
) STRICT;
CREATE TABLE evidence (       -- one reading of a fact in one document, by fact
  fact INTEGER NOT NULL,
  place INTEGER NOT NULL,     -- among those of the fact, the surest reading first, with gaps
  document INTEGER NOT NULL,
  rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  reviewed INTEGER NOT NULL,  -- whether a person said yes
  position INTEGER NOT NULL,  -- of the quote among those of the reading
  line INTEGER NOT NULL,      -- from 1
  exact TEXT NOT NULL
) STRICT;
CREATE TABLE unstated (       -- statements that were read and that no document states in these words
  hash INTEGER PRIMARY KEY    -- perhaps more than there are: where one is stated, an index is made anew
) STRICT;
CREATE TABLE made (           -- what made the tables: other code makes others
  maker TEXT NOT NULL
) STRICT;
CREATE TABLE member (         -- what a thing is found under in a search, itself included
  node INTEGER NOT NULL,
  facet TEXT NOT NULL,        -- "theme" or "territory"
  value INTEGER NOT NULL      -- node
) STRICT;
CREATE TABLE place (          -- where a thing is: its own position, else that of its territory
  node INTEGER PRIMARY KEY,
  latitude REAL NOT NULL,     -- degrees, WGS 84
  longitude REAL NOT NULL,
  territory INTEGER NOT NULL  -- whose position it is; 0 when it is its own
) STRICT;
CREATE TABLE path (           -- of documents
  node INTEGER PRIMARY KEY,
  path TEXT NOT NULL
) STRICT;
CREATE TABLE card (           -- what a search finds, the best known first
  rank INTEGER PRIMARY KEY,   -- in their order, with gaps; also the rowid in ``named`` and ``told``
  node INTEGER NOT NULL,
  description TEXT NOT NULL,  -- its definition; "" for none
  territory INTEGER NOT NULL  -- where it is; 0 when nobody says so
) STRICT;
CREATE TABLE name (           -- what things are called, each name of a thing once
  text TEXT NOT NULL,         -- folded
  rank INTEGER NOT NULL,
  alias TEXT NOT NULL         -- as it is written; "" for a label
) STRICT;
CREATE VIRTUAL TABLE named USING fts5(
  label, alias, around, description, content='', detail=column, prefix='2 3', tokenize='ascii'
);
CREATE VIRTUAL TABLE told USING fts5(  -- all words of a thing, those of its quotes too
  text, content='', detail=none, prefix='2 3', tokenize='ascii'
);
CREATE VIRTUAL TABLE word USING fts5vocab('told', 'row');
"""

#: Made when the rows are in: it is faster than keeping them up to date.
INDEXES = """
CREATE UNIQUE INDEX node_iri ON node (iri);
CREATE INDEX node_kind ON node (kind, key, iri) WHERE kind != '';
CREATE INDEX fact_subject ON fact (subject);
CREATE INDEX fact_object ON fact (object, predicate) WHERE object != 0;
CREATE INDEX evidence_fact ON evidence (fact, place);
CREATE INDEX evidence_document ON evidence (document, fact);
CREATE INDEX member_node ON member (node);
CREATE INDEX member_value ON member (value);
CREATE INDEX name_text ON name (text, rank);
CREATE INDEX name_rank ON name (rank);
CREATE INDEX card_node ON card (node);
"""
