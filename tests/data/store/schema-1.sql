-- A store as the first released schema wrote it: one job, partly failed, and the key it was submitted with.
BEGIN TRANSACTION;
CREATE TABLE bench(job INTEGER NOT NULL, idx INTEGER NOT NULL, provider TEXT NOT NULL, bench TEXT NOT NULL,
  status TEXT NOT NULL, reported INTEGER, phase TEXT, error TEXT, warning TEXT, started_at TEXT, completed_at TEXT,
  items_done INTEGER, items_total INTEGER, attempt INTEGER NOT NULL DEFAULT 0, has_command INTEGER NOT NULL,
  s_total INTEGER NOT NULL DEFAULT 0, s_passed INTEGER NOT NULL DEFAULT 0, s_failed INTEGER NOT NULL DEFAULT 0,
  s_not_extracted INTEGER NOT NULL DEFAULT 0, s_errors INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(job, idx)) WITHOUT ROWID;
INSERT INTO "bench" VALUES(1,0,'gold_silent','acc_bench','completed',1,NULL,NULL,NULL,NULL,'2026-11-25T04:54:29.325Z',NULL,NULL,0,1,0,0,0,0,0);
INSERT INTO "bench" VALUES(1,1,'gold_silent','tox_bench','failed',2,NULL,'{"message":"no luck","message_code":"boom","message_origin":"runtime"}',NULL,NULL,'2026-11-25T04:54:29.360Z',NULL,NULL,0,1,0,0,0,0,0);
CREATE TABLE bench_spec(job INTEGER NOT NULL, idx INTEGER NOT NULL, spec TEXT NOT NULL, rule TEXT NOT NULL, command TEXT,
  PRIMARY KEY(job, idx)) WITHOUT ROWID;
INSERT INTO "bench_spec" VALUES(1,0,'{"id":"acc_bench","provider_id":"gold_silent"}','{"provider_criteria":{"threshold":0.25},"provider_score":{"lower_is_better":false,"metric":"acc"}}','exec sleep 240');
INSERT INTO "bench_spec" VALUES(1,1,'{"id":"tox_bench","provider_id":"gold_silent"}','{"provider_criteria":{"threshold":0.3},"provider_score":{"lower_is_better":true,"metric":"toxicity"}}','exec sleep 240');
CREATE TABLE document(seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL,
  owner TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE event(seq INTEGER PRIMARY KEY, job INTEGER NOT NULL, idx INTEGER NOT NULL, at INTEGER NOT NULL,
  source INTEGER NOT NULL, applied INTEGER NOT NULL, doc TEXT NOT NULL);
INSERT INTO "event" VALUES(1,1,0,1795582469325,0,1,'{"benchmark_index":0,"id":"acc_bench","metrics":{"acc":0.9},"provider_id":"gold_silent","status":"completed"}');
INSERT INTO "event" VALUES(2,1,1,1795582469360,0,1,'{"benchmark_index":1,"error_message":{"message":"no luck","message_code":"boom","message_origin":"runtime"},"id":"tox_bench","metrics":{"toxicity":0.9},"provider_id":"gold_silent","status":"failed"}');
CREATE TABLE job(seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL,
  experiment_id TEXT NOT NULL, model_name TEXT NOT NULL, model_url TEXT NOT NULL, status TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  n_bench INTEGER NOT NULL, n_reported INTEGER NOT NULL DEFAULT 0, n_running INTEGER NOT NULL DEFAULT 0,
  n_done INTEGER NOT NULL DEFAULT 0, n_failed INTEGER NOT NULL DEFAULT 0, n_cancelled INTEGER NOT NULL DEFAULT 0,
  message TEXT NOT NULL, test TEXT);
INSERT INTO "job" VALUES(1,'01a2110e-24a2-7000-8003-3dcac391e43d','t','','old','','m','http://model.invalid/v1','partially_failed',1795582469282,1795582469360,2,2,0,1,1,0,'{"message":"Some of the benchmarks failed. \nBenchmark tox_bench failed with message: no luck\n","message_code":"evaluation_job_updated","message_origin":"server"}',NULL);
CREATE TABLE job_doc(job INTEGER PRIMARY KEY, config TEXT NOT NULL, job_criteria TEXT, collection_criteria TEXT);
INSERT INTO "job_doc" VALUES(1,'{"benchmarks":[{"id":"acc_bench","provider_id":"gold_silent"},{"id":"tox_bench","provider_id":"gold_silent"}],"model":{"name":"m","url":"http://model.invalid/v1"},"name":"old"}',NULL,NULL);
CREATE TABLE job_key(tenant TEXT NOT NULL, key TEXT NOT NULL, job INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY(tenant, key)) WITHOUT ROWID;
INSERT INTO "job_key" VALUES('t','old-key',1,1795582469282);
CREATE TABLE job_tag(tag TEXT NOT NULL, job INTEGER NOT NULL, PRIMARY KEY(tag, job)) WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('stopped','cleanly');
CREATE TABLE purge(job INTEGER PRIMARY KEY);
CREATE TABLE result(seq INTEGER PRIMARY KEY, job INTEGER NOT NULL, idx INTEGER NOT NULL, bench TEXT NOT NULL, model TEXT NOT NULL,
  provider TEXT NOT NULL, metric TEXT, score REAL, pass INTEGER, created_at INTEGER NOT NULL, doc TEXT NOT NULL, UNIQUE(job, idx));
INSERT INTO "result" VALUES(1,1,0,'acc_bench','m','gold_silent','acc',0.9,1,1795582469325,'{"benchmark_index":0,"id":"acc_bench","metrics":{"acc":0.9},"metrics_schema":[{"name":"acc","type":"numeric"}],"provider_id":"gold_silent","test":{"pass":true,"primary_score":0.9,"primary_score_metric":"acc","threshold":0.25}}');
INSERT INTO "result" VALUES(2,1,1,'tox_bench','m','gold_silent','toxicity',0.9,0,1795582469360,'{"benchmark_index":1,"id":"tox_bench","metrics":{"toxicity":0.9},"metrics_schema":[{"name":"toxicity","type":"numeric"}],"provider_id":"gold_silent","test":{"pass":false,"primary_score":0.9,"primary_score_metric":"toxicity","threshold":0.3}}');
CREATE TABLE run(job INTEGER NOT NULL, idx INTEGER NOT NULL, attempt INTEGER NOT NULL, pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL, boot_id TEXT NOT NULL, state TEXT NOT NULL, deadline INTEGER NOT NULL, exit TEXT,
  PRIMARY KEY(job, idx, attempt)) WITHOUT ROWID;
CREATE TABLE sample(job INTEGER NOT NULL, idx INTEGER NOT NULL, attempt INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  repeat INTEGER NOT NULL, item_key TEXT NOT NULL, score REAL, outcome INTEGER NOT NULL, not_extracted INTEGER NOT NULL,
  latency REAL, prompt_tokens INTEGER, completion_tokens INTEGER, text INTEGER NOT NULL,
  PRIMARY KEY(job, idx, attempt, ordinal, repeat)) WITHOUT ROWID;
CREATE TABLE sample_text(id INTEGER PRIMARY KEY, prompt TEXT, response TEXT, target TEXT, extracted TEXT, scores TEXT,
  error TEXT, metadata TEXT);
CREATE INDEX job_status ON job(status, seq);
CREATE INDEX job_tenant ON job(tenant, seq);
CREATE INDEX job_name ON job(name, seq);
CREATE INDEX job_owner ON job(owner, seq);
CREATE INDEX job_tag_job ON job_tag(job);
CREATE INDEX job_key_age ON job_key(created_at);
CREATE INDEX event_job ON event(job, seq);
CREATE INDEX sample_score ON sample(job, idx, attempt, score, ordinal, repeat);
CREATE INDEX document_tenant ON document(kind, tenant, seq);
COMMIT;
