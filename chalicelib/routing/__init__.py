"""Which agency gets a complaint, and what its words tell. No AWS, framework, environment or clock;
the tables and models are files beside it (`data`).

Where to look: `assess` is what others ask, about one complaint; `dispose` decides on the agency, or
says why a person has to. It goes by the affair (`sector_rules`, `classifier`, `categories`,
`topics`), the place (`place`, with `mentions`, `gazetteer`, `points` and `regions`), the body that
the text names (`agency_mentions`, `naming`), and the agencies there are (`registry`, `agency`,
`jurisdiction`); `suggestions` has those a person may choose from, `agency_search` finds one by what
people call it. `danger` says whether a text endangers who wrote it and whom it accuses (the models
behind it: `danger_model`, `word_filters`, `transformer`), `inspection` who looks into the accused,
`secrecy` whether somebody asks that nobody learns of them. `screening` says what speaks against a
complaint, `matters` whether it holds two, `similarity` how alike two are.
"""
