<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>assay</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 ist nicht schreibbar: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 ist nicht lesbar: %2.</translation>
    </message>
    <message>
        <source>the folder cannot be made</source>
        <translation>der Ordner lässt sich nicht anlegen</translation>
    </message>
    <message>
        <source>assay: a profile's name may hold letters, digits, dot, dash and underscore only.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>“%1” is no word for %2: try %3.</source>
        <translation>„%1“ ist kein Wort für %2: versuchen Sie %3.</translation>
    </message>
    <message>
        <source>Enter the address of the endpoint.</source>
        <translation>Geben Sie die Adresse des Endpunkts ein.</translation>
    </message>
    <message>
        <source>The address must look like http://localhost:8080/v1.</source>
        <translation>Die Adresse muss aussehen wie http://localhost:8080/v1.</translation>
    </message>
    <message>
        <source>Take the user name and password out of the address; use a key.</source>
        <translation>Nehmen Sie Benutzernamen und Kennwort aus der Adresse; verwenden Sie einen Schlüssel.</translation>
    </message>
    <message>
        <source>Choose or type the model's name; Check Endpoint lists them.</source>
        <translation>Wählen oder tippen Sie den Namen des Modells; „Endpunkt prüfen“ nennt sie.</translation>
    </message>
    <message>
        <source>%1 has a gate but no metric: choose one.</source>
        <translation>%1 hat eine Schwelle, aber keine Metrik: wählen Sie eine.</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1 and more</source>
        <translation>%1 und mehr</translation>
    </message>
    <message>
        <source>up to %1</source>
        <translation>bis zu %1</translation>
    </message>
    <message>
        <source>The gate %1 of %2 lies outside the scale of %3 (%4).</source>
        <translation>Die Schwelle %1 von %2 liegt außerhalb der Skala von %3 (%4).</translation>
    </message>
    <message>
        <source>%1 is usually better when it is lower; the gate of %2 asks for at least.</source>
        <translation>%1 ist meist besser, wenn es niedriger ist; die Schwelle von %2 verlangt mindestens.</translation>
    </message>
    <message>
        <source>%1 is usually better when it is higher; the gate of %2 asks for at most.</source>
        <translation>%1 ist meist besser, wenn es höher ist; die Schwelle von %2 verlangt höchstens.</translation>
    </message>
    <message>
        <source>Choose which recorded answers to score.</source>
        <translation>Wählen Sie, welche aufgezeichneten Antworten bewertet werden.</translation>
    </message>
    <message>
        <source>Choose a collection or at least one benchmark.</source>
        <translation>Wählen Sie eine Sammlung oder mindestens einen Benchmark.</translation>
    </message>
    <message>
        <source>No benchmark has a gate: the run will report scores without a verdict.</source>
        <translation>Kein Benchmark hat eine Schwelle: der Lauf berichtet Werte ohne Urteil.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Partly failed</source>
        <translation>Teils gescheitert</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>Today %1</source>
        <translation>Heute %1</translation>
    </message>
    <message>
        <source>Yesterday %1</source>
        <translation>Gestern %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
    <message>
        <source>%1/%2 · %3 %</source>
        <translation>%1/%2 · %3 %</translation>
    </message>
    <message>
        <source>It never started.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>passes exactly at the gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>passes by %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>fails by %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>too close to call</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no result</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no result: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>not gated</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>interval %1 to %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>gate at most %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>gate at least %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Score, 0 to 1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Score, 0 to 100 %</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Throughput, tok/s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Time, s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Time, ms</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Count</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No metric yet</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Initialising</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Loading data</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Asking the model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Scoring</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saving artifacts</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Completed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The server gave no verdict.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The server has not judged yet.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, score %2 against %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>score %1 (gate %2)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>score %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The data cannot be read: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no interval: the number of samples is not known</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 % interval %2 to %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>passes exactly at the gate; %1, %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>passes by %1; %2, %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>fails by %1; %2, %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>too close to call: exactly at the gate; %1, %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>too close to call: clears the gate by %1; %2, %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>too close to call: misses the gate by %1; %2, %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no result: the benchmark failed, which counts as failing the %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no result: the benchmark was cancelled, which counts as failing the %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no result: the benchmark reported no "%1", which counts as failing the %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no gate; %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>not finished yet; %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pass</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>Nicht bestanden</translation>
    </message>
    <message>
        <source>Too close to call</source>
        <translation>Zu knapp</translation>
    </message>
    <message>
        <source>No result</source>
        <translation>Kein Ergebnis</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Ausstehend</translation>
    </message>
    <message>
        <source>Not gated</source>
        <translation>Ohne Schwelle</translation>
    </message>
    <message>
        <source>Fails its only gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fails %1 of %2 gates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not finished: %1 of %2 gates passed so far</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Too close to call at its only gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Too close to call at %1 of %2 gates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Passes its only gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Passes all %1 gates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fails the job's gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1; fails the job's gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Passes the job's gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1; passes the job's gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>tok/s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>not a number</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Port %1 of this machine is in use by another program; choose another one with --port.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine cannot listen on port %1 of this machine; choose another one with --port.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <extracomment>%1 file name, %2 line number, %3 a clause that names fault and fix</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: the scores of %2 cannot be aggregated: %3</source>
        <extracomment>%1 task file, %2 scoring function, %3 what is wrong</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, %2: %3</source>
        <extracomment>%1 file name, %2 "line 7" or "row 7", %3 a clause that names fault and fix</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 cannot score the item %2: %3</source>
        <extracomment>%1 scoring function, %2 item, %3 what is wrong</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1.jsonl, line %2: %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The expression of a math response must have at most one group; make the others (?:…).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A row to score must be an object.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no scoring function "%1"; there are %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"%1" is not a number.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The row has no column "%1".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "%1" must hold text, not %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The format "%1" lacks its precision.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The format "%1" is not valid.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The format code "%1" does not suit a value of type %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A whole number takes no precision.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A value of type %1 takes no format ("%2").</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The value has no member "%1".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A value of type %1 has no elements.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"%1" is not the number of an element.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no element %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template has a placeholder without a name ("{%1}"); name the column.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template names "%1"; it may name %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template may not use attributes ("%1").</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The placeholder "%1" is not valid.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The placeholder "%1" has empty brackets.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template has a '{' without its '}'; write '{{' for a brace as such.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template has a brace inside a placeholder's name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template needs a ':' or '}' after "!%1".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The conversion "!%1" does not exist.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template nests placeholders too deeply.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The template has a single '%1'; write it twice for a brace as such.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 needs the parameter "%2".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The judge's reply must be text.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no judge function "%1"; there are %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The expression "%1" matched but has no group %2; put parentheses around the part to take.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The expression "%1" is not valid: %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The expression "%1" is too complex for this text.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "expected_answer" holds no answer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "expected_answer" must hold a number, not "%1".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "expected_answer" must hold text to be looked for in an object.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "expected_answer" must hold a JSON array of the accepted answers as text, for example ["Paris"].</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "expected_answer" must list texts, not %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 needs parameters of the type regex_parser, not %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 needs exactly one expression in "parsing_regexes", not %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The instruction %1 has no argument "%2".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The argument "%1" of the instruction %2 must be "less than" or "at least", not %3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The instruction %1 needs the argument "%2".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The argument "%1" of the instruction %2 has the wrong type.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The instruction %1 cannot be judged for this answer: %2 is not available.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>language detection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the Punkt tokenizer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The language code "%1" is not known.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no instruction "%1".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The parameter "%1" of %2 must be a list of texts.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 is no aggregation function; there are %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The parameter "%1" of %2 must be text.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 has no parameter "%2"; there are %3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The parameters of %1 must be an object.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The parameter "type" of %1 is "%2"; it may be basic, regex_parser or llm_as_judge.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The parameter "%1" of %2 must be %3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a number of at least %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>one of %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The expression "%1" is not valid: %2 at position %3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is nothing to aggregate: no row has a score, or all weights are zero.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A score or weight must be a number to be added up, not %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The scores cannot be put in order: %1 and %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Score rows must be a list of objects.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "kwargs" must be a list of objects.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "kwargs" is shorter than "instruction_id_list".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The column "instruction_id_list" must be a list of texts.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The store %1 cannot be read: give this user the right to read and write it, or choose another folder with --workspace.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 is not a store of Assay, or its header is damaged: move the file away or choose another folder with --workspace; nothing was changed in it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The store %1 was written by a newer Assay (schema %2, this one knows %3): update Assay or choose another folder with --workspace.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The store %1 is damaged: nothing is written to it any more; copy what you need, then move the file away or put a backup in its place.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The disk that holds %1 is full: free some space and try again; what was stored before is safe.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The store %1 cannot be written: give this user the right to write the file and its folder, or choose another folder with --workspace.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The store %1 is in use by another program: close that one and try again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The store %1 did not take the data: try again, and look at the disk's health if it happens again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Samples cannot be sorted by '%1': use ordinal, score, latency_ms or completion_tokens.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine is stopping.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The log ends here: it reached its limit of %1 bytes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Only %1 are free where %2 is stored, and new runs need at least %3: free some space, then start the run again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The address %1 is not a web address; write it as http://HOST:PORT.</source>
        <translation>Die Adresse %1 ist keine Webadresse; schreiben Sie sie als http://RECHNER:PORT.</translation>
    </message>
    <message>
        <source>%1 did not answer within %2 seconds; check that the server runs and is not overloaded.</source>
        <translation>%1 hat in %2 Sekunden nicht geantwortet; prüfen Sie, ob der Server läuft und nicht überlastet ist.</translation>
    </message>
    <message>
        <source>The answer of %1 is longer than %2 MiB and was cut off; ask for fewer items.</source>
        <translation>Die Antwort von %1 ist länger als %2 MiB und wurde abgeschnitten; fragen Sie nach weniger.</translation>
    </message>
    <message>
        <source>Nothing answers at %1; start the server or check host and port.</source>
        <translation>An %1 antwortet nichts; starten Sie den Server oder prüfen Sie Rechner und Port.</translation>
    </message>
    <message>
        <source>The host %1 was not found; check the spelling of the address.</source>
        <translation>Der Rechner %1 wurde nicht gefunden; prüfen Sie die Schreibweise der Adresse.</translation>
    </message>
    <message>
        <source>%1 broke the connection off before its answer was complete; try again.</source>
        <translation>%1 hat die Verbindung abgebrochen, bevor die Antwort vollständig war; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The certificate of %1 cannot be trusted (%2); install the right certificate or correct the address.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 redirects to another address, which was not followed; enter the final address.</source>
        <translation>%1 leitet an eine andere Adresse weiter, der nicht gefolgt wurde; geben Sie die endgültige Adresse ein.</translation>
    </message>
    <message>
        <source>%1 does not speak HTTP; check the port.</source>
        <translation>%1 spricht kein HTTP; prüfen Sie den Port.</translation>
    </message>
    <message>
        <source>%1 cannot be reached (%2).</source>
        <translation>%1 ist nicht erreichbar (%2).</translation>
    </message>
    <message>
        <source>The address %1 answers with a web page; check the URL.</source>
        <translation>Die Adresse %1 antwortet mit einer Webseite; prüfen Sie die URL.</translation>
    </message>
    <message>
        <source>The address %1 answers with a web page, not with %2; check the URL.</source>
        <translation>Die Adresse %1 antwortet mit einer Webseite, nicht mit %2; prüfen Sie die URL.</translation>
    </message>
    <message>
        <source>%1 does not push changes (status %2).</source>
        <translation>%1 meldet keine Änderungen (Status %2).</translation>
    </message>
    <message>
        <source>This server</source>
        <translation>Dieser Server</translation>
    </message>
    <message>
        <source>%1 does not expose single samples; run the benchmark on the local engine to see them.</source>
        <translation>%1 gibt keine einzelnen Antworten heraus; führen Sie den Benchmark auf der lokalen Engine aus, um sie zu sehen.</translation>
    </message>
    <message>
        <source>%1 does not push changes; the list is asked for again every few seconds.</source>
        <translation>%1 meldet keine Änderungen; die Liste wird alle paar Sekunden neu abgefragt.</translation>
    </message>
    <message>
        <source>%1 cannot replay recorded answers; choose the local engine.</source>
        <translation>%1 kann aufgezeichnete Antworten nicht abspielen; wählen Sie die lokale Engine.</translation>
    </message>
    <message>
        <source>%1 does not offer this.</source>
        <translation>%1 bietet das nicht.</translation>
    </message>
    <message>
        <source>The keychain's entry “%1” was not written by Assay; delete it and save the key again.</source>
        <translation>Der Eintrag „%1“ im Schlüsselbund stammt nicht von Assay; löschen Sie ihn und sichern Sie den Schlüssel neu.</translation>
    </message>
    <message>
        <source>The key “%1” cannot be bound to “%2”; give an address like https://HOST:PORT.</source>
        <translation>Der Schlüssel „%1“ lässt sich nicht an „%2“ binden; geben Sie eine Adresse wie https://RECHNER:PORT an.</translation>
    </message>
    <message>
        <source>The key “%1” needs the address that it may be sent to.</source>
        <translation>Der Schlüssel „%1“ braucht die Adresse, an die er gesendet werden darf.</translation>
    </message>
    <message>
        <source>The key “%1” is bound to %2 and is not sent to %3; save it again with that address if it belongs there.</source>
        <translation>Der Schlüssel „%1“ ist an %2 gebunden und wird nicht an %3 gesendet; sichern Sie ihn mit dieser Adresse neu, wenn er dorthin gehört.</translation>
    </message>
    <message>
        <source>There is no key named “%1”; save it first.</source>
        <translation>Es gibt keinen Schlüssel „%1“; sichern Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>Keys from the environment cannot be changed here; set ASSAY_SECRET_NAME where the program is started.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The key in %1 is not sent anywhere until %2 names its address, e.g. %2=%3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no session bus, so the keychain cannot be reached; start a desktop session or keep the key for this session only.</source>
        <translation>Es gibt keinen Sitzungsbus, deshalb ist der Schlüsselbund nicht erreichbar; starten Sie eine Desktop-Sitzung oder behalten Sie den Schlüssel nur für diese Sitzung.</translation>
    </message>
    <message>
        <source>The keychain is locked; unlock it (a password window may be waiting) or keep the key for this session only.</source>
        <translation>Der Schlüsselbund ist gesperrt; entsperren Sie ihn (vielleicht wartet ein Kennwortfenster) oder behalten Sie den Schlüssel nur für diese Sitzung.</translation>
    </message>
    <message>
        <source>No keychain service runs; install and start one (gnome-keyring or KWallet) or keep the key for this session only.</source>
        <translation>Es läuft kein Schlüsselbund-Dienst; installieren und starten Sie einen (gnome-keyring oder KWallet) oder behalten Sie den Schlüssel nur für diese Sitzung.</translation>
    </message>
    <message>
        <source>The keychain does not work (%1); keep the key for this session only.</source>
        <translation>Der Schlüsselbund funktioniert nicht (%1); behalten Sie den Schlüssel nur für diese Sitzung.</translation>
    </message>
    <message>
        <source>%1 is not EvalHub; check the URL.</source>
        <translation>%1 ist nicht EvalHub; prüfen Sie die URL.</translation>
    </message>
    <message>
        <source>The server's list of capabilities cannot be read; update the server or Assay.</source>
        <translation>Die Liste der Fähigkeiten des Servers ist nicht lesbar; aktualisieren Sie den Server oder Assay.</translation>
    </message>
    <message>
        <source>%1 refuses the token; enter a valid one for this connection.</source>
        <translation>%1 weist das Token ab; geben Sie ein gültiges für diese Verbindung ein.</translation>
    </message>
    <message>
        <source>%1 does not allow this with the present token.</source>
        <translation>%1 erlaubt das mit dem jetzigen Token nicht.</translation>
    </message>
    <message>
        <source>%1 does not know this address; check that the URL is EvalHub's own.</source>
        <translation>%1 kennt diese Adresse nicht; prüfen Sie, ob die URL die von EvalHub ist.</translation>
    </message>
    <message>
        <source>The request is too long for %1; send less at once.</source>
        <translation>Die Anfrage ist zu lang für %1; senden Sie weniger auf einmal.</translation>
    </message>
    <message>
        <source>%1 answers too many requests at once; try again in a while.</source>
        <translation>%1 beantwortet zu viele Anfragen auf einmal; versuchen Sie es nach einer Weile wieder.</translation>
    </message>
    <message>
        <source>%1 is not ready (status %2); try again in a while.</source>
        <translation>%1 ist nicht bereit (Status %2); versuchen Sie es nach einer Weile wieder.</translation>
    </message>
    <message>
        <source>%1 reports a fault of its own (status %2); its log says more.</source>
        <translation>%1 meldet einen eigenen Fehler (Status %2); sein Protokoll sagt mehr.</translation>
    </message>
    <message>
        <source>%1 refuses the request (status %2).</source>
        <translation>%1 weist die Anfrage ab (Status %2).</translation>
    </message>
    <message>
        <source>The workspace %1 is in use on %2; stop the engine there or choose another workspace.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 may be written by other users and is not trusted; run: chmod 600 %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine of %1 (version %2) speaks another API; end it (process %3) and try again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The local engine cannot start because the program assayctl was found neither in %1 nor on PATH; build or install it beside assay.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The workspace %1 cannot be made; choose another folder or free it for writing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The workspace %1 cannot be written (%2); choose another folder or free it for writing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The local engine cannot start: %1 does not run (%2).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>it said nothing</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The local engine did not become ready within %1 seconds; its log %2 ends: %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The local engine stopped while it was starting; its log %1 ends: %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Local Engine</source>
        <translation>Lokale Maschine</translation>
    </message>
    <message>
        <source>Reach</source>
        <translation>Erreichbar</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 answers.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The key is accepted.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No key is asked for.</source>
        <translation>Es wird kein Schlüssel verlangt.</translation>
    </message>
    <message>
        <source>There is no list of models at %1/models; check the path, which usually ends in /v1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1/models answers with status %2; look at the server's log.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 refuses the key (status %2); check it and its permissions.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 asks for a key (status %2); enter one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The answer of %1/models is not a list of models; check that the address is an OpenAI-compatible one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The endpoint names no model; type the name.</source>
        <translation type="unfinished" />
    </message>
    <message numerus="yes">
        <source>%n model(s) found.</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message>
        <source>Chat and plain completions are offered.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Chat completions are offered.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Plain completions are offered, chat is not.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 offers neither /chat/completions nor /completions; check the path.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“%1” is not a web address; write it like http://localhost:8080/v1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Recorded answers need no endpoint.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No temporary folder can be made (%1); free space or set TMPDIR.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The engine did not start: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“%1” is not a web address; write it like http://HOST:PORT.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It was stopped.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>error: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>warning: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Job %1 is submitted.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Job %1 is cancelled.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Demo: %1</source>
        <translation>Vorführung: %1</translation>
    </message>
    <message>
        <source>Assay demo: two small models on the starter collection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2); choose another folder with --out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The report cannot be written (%1); choose a folder with --out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The folder %1 cannot be made; choose another one with --out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Report: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The run of %1 ended as %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Done in %1 s.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>  (found “%1”)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>  (no answer found)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a row must be a JSON object with generated_answer and expected_answer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are no rows on standard input; give one JSON object a line.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Job</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Created (UTC)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>There is no such job.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 of %2; more with --offset and --limit.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>strict: the whole 95 % interval must clear the gate</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>lenient: the score alone decides</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model %1, state %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Job: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The recorded answers %1 are missing; build or install Assay again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Recording</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Quantisation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>“%1” is no member that a job has; it is ignored.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“model.name” is missing; write the name of the model to evaluate.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“benchmarks” is missing; list at least one benchmark, or name a collection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>both “benchmarks” and “collection” are given; keep one of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“collection.id” is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“%1” is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The job file %1 cannot be read (%2); check its path.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a job file may hold 10 MiB at most.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>this is not a job: members such as name, model and benchmarks are expected.</source>
        <translation type="unfinished" />
    </message>
    <message numerus="yes">
        <source>%n fail</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a result</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message numerus="yes">
        <source>%n too close to call</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pass</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not finished</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not gated</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message>
        <source>nothing to judge yet</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 (strict: the whole %2 % interval must clear the gate)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 (lenient: the score alone decides, the %2 % interval is shown)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This version of the local engine does not start the commands of provider '%1': the benchmark waits for reports sent to the API; cancel it, or run it on a connection that runs this provider.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stopped after %1 s, the time limit of benchmark '%2': raise time_limit_seconds in its parameters, or ask fewer items with num_examples.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 cannot run single benchmarks of a job again; submit the job again.</source>
        <translation>%1 kann einzelne Benchmarks eines Auftrags nicht erneut ausführen; senden Sie den Auftrag noch einmal.</translation>
    </message>
    <message>
        <source>%1 cannot cancel a single benchmark; cancel the whole job.</source>
        <translation>%1 kann einen einzelnen Benchmark nicht abbrechen; brechen Sie den ganzen Auftrag ab.</translation>
    </message>
    <message>
        <source>%1 does not show plans; ask the local engine.</source>
        <translation>%1 zeigt keine Pläne; fragen Sie die lokale Engine.</translation>
    </message>
    <message>
        <source>%1 does not ask before it runs a provider's command.</source>
        <translation>%1 fragt nicht, bevor der Befehl eines Anbieters läuft.</translation>
    </message>
    <message>
        <source>%1 cannot be drained from here.</source>
        <translation>%1 lässt sich von hier nicht leerlaufen.</translation>
    </message>
    <message>
        <source>URL: enter the server's address, for example https://evalhub.example.com.</source>
        <translation>URL: Geben Sie die Adresse des Servers ein, zum Beispiel https://evalhub.example.com.</translation>
    </message>
    <message>
        <source>URL: this is not a web address; write it like https://evalhub.example.com:8080.</source>
        <translation>URL: Das ist keine Webadresse; schreiben Sie sie wie https://evalhub.example.com:8080.</translation>
    </message>
    <message>
        <source>URL: take the user name and password out of the address; choose an authentication below.</source>
        <translation>URL: Nehmen Sie Benutzernamen und Kennwort aus der Adresse; wählen Sie unten eine Anmeldung.</translation>
    </message>
    <message>
        <source>URL: take everything from “?” or “#” on out of the address.</source>
        <translation>URL: Nehmen Sie alles ab „?“ oder „#“ aus der Adresse.</translation>
    </message>
    <message>
        <source>CA file: give the whole path, from / on.</source>
        <translation>CA-Datei: Geben Sie den ganzen Pfad ab / an.</translation>
    </message>
    <message>
        <source>CA file: it has no use with http; write https:// in the URL or empty this field.</source>
        <translation>CA-Datei: Bei http ist sie nutzlos; schreiben Sie https:// in die URL oder leeren Sie dieses Feld.</translation>
    </message>
    <message>
        <source>Certificate: choose the PEM file of your certificate.</source>
        <translation>Zertifikat: Wählen Sie die PEM-Datei Ihres Zertifikats.</translation>
    </message>
    <message>
        <source>Private key: choose the PEM file of the certificate's key.</source>
        <translation>Privater Schlüssel: Wählen Sie die PEM-Datei des Schlüssels zum Zertifikat.</translation>
    </message>
    <message>
        <source>Certificate: give the whole path, from / on.</source>
        <translation>Zertifikat: Geben Sie den ganzen Pfad ab / an.</translation>
    </message>
    <message>
        <source>Private key: give the whole path, from / on.</source>
        <translation>Privater Schlüssel: Geben Sie den ganzen Pfad ab / an.</translation>
    </message>
    <message>
        <source>URL: a client certificate needs https://.</source>
        <translation>URL: Ein Client-Zertifikat verlangt https://.</translation>
    </message>
    <message>
        <source>Name: enter one, for example “Nightly cluster”.</source>
        <translation>Name: Geben Sie einen ein, zum Beispiel „Nacht-Cluster“.</translation>
    </message>
    <message>
        <source>Name: another connection is called “%1”; choose a different name.</source>
        <translation>Name: Eine andere Verbindung heißt „%1“; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Tenant: use plain letters, digits and signs, without blanks at the ends.</source>
        <translation>Mandant: Verwenden Sie einfache Buchstaben, Ziffern und Zeichen, ohne Leerzeichen an den Enden.</translation>
    </message>
    <message>
        <source>User: use plain letters, digits and signs, without blanks at the ends.</source>
        <translation>Benutzer: Verwenden Sie einfache Buchstaben, Ziffern und Zeichen, ohne Leerzeichen an den Enden.</translation>
    </message>
    <message>
        <source>Header: enter the header's name, for example X-API-Key.</source>
        <translation>Header: Geben Sie den Namen des Headers ein, zum Beispiel X-API-Key.</translation>
    </message>
    <message>
        <source>Header: Assay sets %1 itself; enter the name of the header that carries the key.</source>
        <translation>Header: %1 setzt Assay selbst; geben Sie den Namen des Headers ein, der den Schlüssel trägt.</translation>
    </message>
    <message>
        <source>Proxy: write it like http://proxy.example.com:3128 or socks5://127.0.0.1:1080, without a user name.</source>
        <translation>Proxy: Schreiben Sie ihn wie http://proxy.example.com:3128 oder socks5://127.0.0.1:1080, ohne Benutzernamen.</translation>
    </message>
    <message>
        <source>%1: enter %2 to %3 seconds.</source>
        <translation>%1: Geben Sie %2 bis %3 Sekunden ein.</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Zeit zum Verbinden</translation>
    </message>
    <message>
        <source>Time to answer</source>
        <translation>Zeit zum Antworten</translation>
    </message>
    <message>
        <source>Time between looks</source>
        <translation>Zeit zwischen Abfragen</translation>
    </message>
    <message>
        <source>The file of connections is damaged and was put aside; enter them again.</source>
        <translation>Die Datei der Verbindungen ist beschädigt und wurde beiseitegelegt; geben Sie sie neu ein.</translation>
    </message>
    <message>
        <source>This server does not offer this.</source>
        <translation>Dieser Server bietet das nicht.</translation>
    </message>
    <message>
        <source>“%1” is guarded and the change was not confirmed; nothing was sent.</source>
        <translation>„%1“ ist geschützt und die Änderung wurde nicht bestätigt; es wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>The key of “%1” is not in the keychain; enter it in the connection's settings.</source>
        <translation>Der Schlüssel von „%1“ ist nicht im Schlüsselbund; geben Sie ihn in den Einstellungen der Verbindung ein.</translation>
    </message>
    <message>
        <source>The settings cannot be used as they are.</source>
        <translation>Die Einstellungen sind so nicht brauchbar.</translation>
    </message>
    <message>
        <source>%1 is an address already.</source>
        <translation>%1 ist schon eine Adresse.</translation>
    </message>
    <message>
        <source>The name %1 was not found (%2).</source>
        <translation>Der Name %1 wurde nicht gefunden (%2).</translation>
    </message>
    <message>
        <source>Check the proxy's name.</source>
        <translation>Prüfen Sie den Namen des Proxys.</translation>
    </message>
    <message>
        <source>Check the spelling of the URL; a name inside a company often needs its VPN.</source>
        <translation>Prüfen Sie die Schreibweise der URL; ein Name innerhalb einer Firma braucht oft deren VPN.</translation>
    </message>
    <message>
        <source>%1 is %2.</source>
        <translation>%1 ist %2.</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>keine Antwort in der Zeit</translation>
    </message>
    <message>
        <source>The proxy %1, port %2, takes the connection.</source>
        <translation>Der Proxy %1, Port %2, nimmt die Verbindung an.</translation>
    </message>
    <message>
        <source>%1, port %2, takes the connection.</source>
        <translation>%1, Port %2, nimmt die Verbindung an.</translation>
    </message>
    <message>
        <source>%1, port %2, does not answer.</source>
        <translation>%1, Port %2, antwortet nicht.</translation>
    </message>
    <message>
        <source>Check the port; a firewall may stand between, or the server needs a proxy or VPN.</source>
        <translation>Prüfen Sie den Port; vielleicht steht eine Firewall dazwischen, oder der Server braucht einen Proxy oder ein VPN.</translation>
    </message>
    <message>
        <source>Nothing listens at %1, port %2.</source>
        <translation>An %1, Port %2, hört nichts zu.</translation>
    </message>
    <message>
        <source>Start the server, or correct the port in the URL.</source>
        <translation>Starten Sie den Server oder berichtigen Sie den Port in der URL.</translation>
    </message>
    <message>
        <source>%1, port %2, cannot be reached (%3).</source>
        <translation>%1, Port %2, ist nicht erreichbar (%3).</translation>
    </message>
    <message>
        <source>Check the network and the proxy.</source>
        <translation>Prüfen Sie das Netz und den Proxy.</translation>
    </message>
    <message>
        <source>Correct the file in the connection's settings.</source>
        <translation>Berichtigen Sie die Datei in den Einstellungen der Verbindung.</translation>
    </message>
    <message>
        <source>http: the key travels unencrypted.</source>
        <translation>http: Der Schlüssel reist unverschlüsselt.</translation>
    </message>
    <message>
        <source>Use https:// if the server offers it.</source>
        <translation>Verwenden Sie https://, wenn der Server es bietet.</translation>
    </message>
    <message>
        <source>http: nothing is encrypted.</source>
        <translation>http: Nichts ist verschlüsselt.</translation>
    </message>
    <message>
        <source>%1 does not answer in TLS.</source>
        <translation>%1 antwortet nicht in TLS.</translation>
    </message>
    <message>
        <source>Check that the port speaks https; if it speaks http, write http:// in the URL.</source>
        <translation>Prüfen Sie, ob der Port https spricht; spricht er http, schreiben Sie http:// in die URL.</translation>
    </message>
    <message>
        <source>Certificate issued by %1, valid until %2.</source>
        <translation>Zertifikat ausgestellt von %1, gültig bis %2.</translation>
    </message>
    <message numerus="yes">
        <source>It ends in %n day(s); ask for its renewal.</source>
        <translation>
            <numerusform>Es endet in %n Tag; bitten Sie um Erneuerung.</numerusform>
            <numerusform>Es endet in %n Tagen; bitten Sie um Erneuerung.</numerusform>
        </translation>
    </message>
    <message>
        <source>Check host, port and path of the URL; it must be the address below which /api/v1 lies.</source>
        <translation>Prüfen Sie Rechner, Port und Pfad der URL; es muss die Adresse sein, unter der /api/v1 liegt.</translation>
    </message>
    <message>
        <source>The server may ask for a client certificate; choose one as authentication.</source>
        <translation>Vielleicht verlangt der Server ein Client-Zertifikat; wählen Sie eines als Anmeldung.</translation>
    </message>
    <message>
        <source>Try again; the server's log may say more.</source>
        <translation>Versuchen Sie es noch einmal; das Protokoll des Servers sagt vielleicht mehr.</translation>
    </message>
    <message>
        <source>Something answers and asks who is there (status %1).</source>
        <translation>Etwas antwortet und fragt, wer da ist (Status %1).</translation>
    </message>
    <message>
        <source>%1 is not EvalHub (status %2).</source>
        <translation>%1 ist nicht EvalHub (Status %2).</translation>
    </message>
    <message numerus="yes">
        <source>The server says “%1”; its clock is %n second(s) off this machine's.</source>
        <translation>
            <numerusform>Der Server sagt „%1“; seine Uhr weicht um %n Sekunde von der dieses Rechners ab.</numerusform>
            <numerusform>Der Server sagt „%1“; seine Uhr weicht um %n Sekunden von der dieses Rechners ab.</numerusform>
        </translation>
    </message>
    <message>
        <source>Set both clocks by a time server; times shown are the server's.</source>
        <translation>Stellen Sie beide Uhren nach einem Zeitserver; gezeigt werden die Zeiten des Servers.</translation>
    </message>
    <message>
        <source>The server says “%1”.</source>
        <translation>Der Server sagt „%1“.</translation>
    </message>
    <message>
        <source>Enter the key in the connection's settings and save them.</source>
        <translation>Geben Sie den Schlüssel in den Einstellungen der Verbindung ein und sichern Sie sie.</translation>
    </message>
    <message>
        <source>The server refuses the key (401).</source>
        <translation>Der Server weist den Schlüssel ab (401).</translation>
    </message>
    <message>
        <source>The server asks for a key (401).</source>
        <translation>Der Server verlangt einen Schlüssel (401).</translation>
    </message>
    <message>
        <source>Enter a valid key; it may have expired or belong to another server.</source>
        <translation>Geben Sie einen gültigen Schlüssel ein; dieser ist vielleicht abgelaufen oder gehört zu einem anderen Server.</translation>
    </message>
    <message>
        <source>Choose an authentication and enter the key.</source>
        <translation>Wählen Sie eine Anmeldung und geben Sie den Schlüssel ein.</translation>
    </message>
    <message>
        <source>Check the URL; the server's log may say more.</source>
        <translation>Prüfen Sie die URL; das Protokoll des Servers sagt vielleicht mehr.</translation>
    </message>
    <message>
        <source>The server lets us in.</source>
        <translation>Der Server lässt uns ein.</translation>
    </message>
    <message>
        <source>The server wants a tenant.</source>
        <translation>Der Server verlangt einen Mandanten.</translation>
    </message>
    <message>
        <source>Enter the tenant (in a cluster: the namespace) that you work in.</source>
        <translation>Geben Sie den Mandanten ein (im Cluster: den Namensraum), in dem Sie arbeiten.</translation>
    </message>
    <message>
        <source>The server wants a user.</source>
        <translation>Der Server verlangt einen Benutzer.</translation>
    </message>
    <message>
        <source>Enter your user name.</source>
        <translation>Geben Sie Ihren Benutzernamen ein.</translation>
    </message>
    <message>
        <source>The tenant “%1” is closed to this key (403).</source>
        <translation>Der Mandant „%1“ ist für diesen Schlüssel geschlossen (403).</translation>
    </message>
    <message>
        <source>Check the tenant's spelling, or ask its administrator for access.</source>
        <translation>Prüfen Sie die Schreibweise des Mandanten, oder bitten Sie seinen Verwalter um Zugang.</translation>
    </message>
    <message>
        <source>The list of runs cannot be read (status %1).</source>
        <translation>Die Liste der Läufe ist nicht lesbar (Status %1).</translation>
    </message>
    <message numerus="yes">
        <source>No tenant is sent; %n run(s) can be seen.</source>
        <translation>
            <numerusform>Es wird kein Mandant gesendet; %n Lauf ist zu sehen.</numerusform>
            <numerusform>Es wird kein Mandant gesendet; %n Läufe sind zu sehen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of the tenant “%1” can be seen.</source>
        <translation>
            <numerusform>%n Lauf des Mandanten „%1“ ist zu sehen.</numerusform>
            <numerusform>%n Läufe des Mandanten „%1“ sind zu sehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>single samples</source>
        <translation>einzelne Antworten</translation>
    </message>
    <message>
        <source>pushed changes</source>
        <translation>gemeldete Änderungen</translation>
    </message>
    <message>
        <source>running single benchmarks again</source>
        <translation>einzelne Benchmarks erneut ausführen</translation>
    </message>
    <message>
        <source>plans</source>
        <translation>Pläne</translation>
    </message>
    <message>
        <source>recorded answers</source>
        <translation>aufgezeichnete Antworten</translation>
    </message>
    <message>
        <source>version not told</source>
        <translation>Version nicht genannt</translation>
    </message>
    <message>
        <source>%1, %2.</source>
        <comment>server and version</comment>
        <translation>%1, %2.</translation>
    </message>
    <message>
        <source>It does not offer: %1.</source>
        <translation>Er bietet nicht: %1.</translation>
    </message>
    <message>
        <source>delete a run</source>
        <translation>einen Lauf löschen</translation>
    </message>
    <message>
        <source>cancel a run</source>
        <translation>einen Lauf abbrechen</translation>
    </message>
    <message>
        <source>submit a job</source>
        <translation>einen Auftrag senden</translation>
    </message>
    <message>
        <source>change a run</source>
        <translation>einen Lauf ändern</translation>
    </message>
    <message>
        <source>delete a provider</source>
        <translation>einen Anbieter löschen</translation>
    </message>
    <message>
        <source>add a provider</source>
        <translation>einen Anbieter hinzufügen</translation>
    </message>
    <message>
        <source>change a provider</source>
        <translation>einen Anbieter ändern</translation>
    </message>
    <message>
        <source>delete a collection</source>
        <translation>eine Sammlung löschen</translation>
    </message>
    <message>
        <source>add a collection</source>
        <translation>eine Sammlung hinzufügen</translation>
    </message>
    <message>
        <source>change a collection</source>
        <translation>eine Sammlung ändern</translation>
    </message>
    <message>
        <source>change the server (%1 %2)</source>
        <translation>den Server ändern (%1 %2)</translation>
    </message>
    <message>
        <source>%1 cannot be read (%2); choose another file or change its permissions.</source>
        <translation>%1 ist nicht lesbar (%2); wählen Sie eine andere Datei oder ändern Sie ihre Rechte.</translation>
    </message>
    <message>
        <source>%1 holds no certificate; choose a PEM file (-----BEGIN CERTIFICATE-----).</source>
        <translation>%1 enthält kein Zertifikat; wählen Sie eine PEM-Datei (-----BEGIN CERTIFICATE-----).</translation>
    </message>
    <message>
        <source>%1 holds no private key; choose a PEM file (-----BEGIN PRIVATE KEY-----).</source>
        <translation>%1 enthält keinen privaten Schlüssel; wählen Sie eine PEM-Datei (-----BEGIN PRIVATE KEY-----).</translation>
    </message>
    <message>
        <source>The private key in %1 cannot be used; if it is encrypted, enter its passphrase.</source>
        <translation>Der private Schlüssel in %1 ist nicht brauchbar; ist er verschlüsselt, geben Sie seine Passphrase ein.</translation>
    </message>
    <message>
        <source>The certificate of %1 expired on %2; ask the server's administrator to renew it.</source>
        <translation>Das Zertifikat von %1 ist am %2 abgelaufen; bitten Sie den Verwalter des Servers, es zu erneuern.</translation>
    </message>
    <message>
        <source>The certificate of %1 is valid from %2 on; check this machine's clock, or wait.</source>
        <translation>Das Zertifikat von %1 gilt ab %2; prüfen Sie die Uhr dieses Rechners, oder warten Sie.</translation>
    </message>
    <message>
        <source>The certificate of %1 is issued by “%2”, which this machine does not trust; enter that authority's certificate as CA file.</source>
        <translation>Das Zertifikat von %1 ist von „%2“ ausgestellt, der dieser Rechner nicht vertraut; geben Sie das Zertifikat dieser Stelle als CA-Datei an.</translation>
    </message>
    <message>
        <source>The certificate of %1 is for %2; use that name in the URL.</source>
        <translation>Das Zertifikat von %1 gilt für %2; verwenden Sie diesen Namen in der URL.</translation>
    </message>
    <message>
        <source>No secure connection to %1 comes about (%2); check the certificates, and that the port speaks TLS.</source>
        <translation>Zu %1 kommt keine sichere Verbindung zustande (%2); prüfen Sie die Zertifikate, und ob der Port TLS spricht.</translation>
    </message>
    <message>
        <source>an authority without a name</source>
        <translation>einer Stelle ohne Namen</translation>
    </message>
    <message>
        <source>No connection to %1 within %2 seconds; check host, port, proxy and firewall.</source>
        <translation>Keine Verbindung zu %1 in %2 Sekunden; prüfen Sie Rechner, Port, Proxy und Firewall.</translation>
    </message>
    <message>
        <source>The proxy on the way to %1 does not let the request through (%2); check the proxy's address.</source>
        <translation>Der Proxy auf dem Weg zu %1 lässt die Anfrage nicht durch (%2); prüfen Sie die Adresse des Proxys.</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Test data</source>
        <translation>Testdaten</translation>
    </message>
    <message>
        <source>Hardware</source>
        <translation>Hardware</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre Angabe</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Server default</source>
        <translation>Vorgabe des Servers</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Gilt</translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation>Ohne Wirkung</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>Leaks in</source>
        <translation>Wirkt mit</translation>
    </message>
    <message>
        <source>List the benchmarks in the job</source>
        <translation>Benchmarks im Auftrag aufführen</translation>
    </message>
    <message>
        <source>Edit the gate</source>
        <translation>Schwelle bearbeiten</translation>
    </message>
    <message>
        <source>Edit the parameter</source>
        <translation>Parameter bearbeiten</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>Requests: %1</source>
        <translation>Anfragen: %1</translation>
    </message>
    <message>
        <source>Tokens: %1</source>
        <translation>Token: %1</translation>
    </message>
    <message>
        <source>Time: %1</source>
        <translation>Zeit: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) will not do what was asked.</source>
        <translation>
            <numerusform>%n Angabe wirkt nicht wie gewünscht.</numerusform>
            <numerusform>%n Angaben wirken nicht wie gewünscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Every value is used as written.</source>
        <translation>Jede Angabe gilt, wie sie dasteht.</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) came back otherwise than planned.</source>
        <translation>
            <numerusform>%n Sache kam anders zurück als geplant.</numerusform>
            <numerusform>%n Sachen kamen anders zurück als geplant.</numerusform>
        </translation>
    </message>
    <message>
        <source>Sum of %1 of %2 benchmarks; each says what its figure rests on.</source>
        <translation>Summe von %1 der %2 Benchmarks; jeder sagt, worauf seine Zahl beruht.</translation>
    </message>
    <message>
        <source>Known for none of the benchmarks.</source>
        <translation>Für keinen der Benchmarks bekannt.</translation>
    </message>
    <message>
        <source>The collection was changed after this job was submitted, so the plan shown may not be what ran.</source>
        <translation>Die Sammlung wurde geändert, nachdem dieser Auftrag abgeschickt war; was lief, kann von diesem Plan abweichen.</translation>
    </message>
    <message>
        <source>%1 was planned, and nothing came back for it.</source>
        <translation>%1 war geplant, und nichts kam dafür zurück.</translation>
    </message>
    <message>
        <source>%1 was to be judged by %2, and the server did not.</source>
        <translation>%1 sollte nach %2 beurteilt werden, und der Server tat es nicht.</translation>
    </message>
    <message>
        <source>%1 was to be judged by %2, which it did not report as a number; it has no verdict.</source>
        <translation>%1 sollte nach %2 beurteilt werden, meldete das aber nicht als Zahl; es gibt kein Urteil.</translation>
    </message>
    <message>
        <source>%1 was not to be judged, and the server judged it by %2.</source>
        <translation>%1 sollte nicht beurteilt werden, und der Server beurteilte es nach %2.</translation>
    </message>
    <message>
        <source>%1 was to be judged by %2; the server took %3.</source>
        <translation>%1 sollte nach %2 beurteilt werden; der Server nahm %3.</translation>
    </message>
    <message>
        <source>%1 was to be compared with %2; the server compared with %3.</source>
        <translation>%1 sollte mit %2 verglichen werden; der Server verglich mit %3.</translation>
    </message>
    <message>
        <source>%1 was to run %2 items; %3 were run.</source>
        <translation>%1 sollte %2 Aufgaben stellen; gestellt wurden %3.</translation>
    </message>
    <message>
        <source>%1 came back at position %2, where the plan has no such benchmark.</source>
        <translation>%1 kam an Stelle %2 zurück, wo der Plan keinen solchen Benchmark hat.</translation>
    </message>
    <message>
        <source>The job's score was to be compared with %1; the server compared with %2.</source>
        <translation>Das Ergebnis des Auftrags sollte mit %1 verglichen werden; der Server verglich mit %2.</translation>
    </message>
    <message>
        <source>By the plan's weights and directions the job's score is %1; the server says %2.</source>
        <translation>Nach Gewichten und Richtungen des Plans ist das Ergebnis des Auftrags %1; der Server sagt %2.</translation>
    </message>
    <message>
        <source>All %1 items that the provider states.</source>
        <translation>Alle %1 Aufgaben, die der Anbieter nennt.</translation>
    </message>
    <message>
        <source>Each is asked %1 times.</source>
        <translation>Jede wird %1-mal gestellt.</translation>
    </message>
    <message>
        <source>The answers are recorded; no model is asked.</source>
        <translation>Die Antworten sind aufgezeichnet; kein Modell wird gefragt.</translation>
    </message>
    <message>
        <source>Not known, because the number of requests is not.</source>
        <translation>Nicht bekannt, weil die Zahl der Anfragen es nicht ist.</translation>
    </message>
    <message>
        <source>%1 tokens a request, the mean of %2 earlier answers of this model.</source>
        <translation>%1 Token je Anfrage, im Mittel von %2 früheren Antworten dieses Modells.</translation>
    </message>
    <message>
        <source>%1 tokens a request, the mean of %2 earlier answers of other models.</source>
        <translation>%1 Token je Anfrage, im Mittel von %2 früheren Antworten anderer Modelle.</translation>
    </message>
    <message>
        <source>An assumption: %1 tokens a request, prompt and answer. No earlier run tells.</source>
        <translation>Eine Annahme: %1 Token je Anfrage, Frage und Antwort. Kein früherer Lauf gibt Auskunft.</translation>
    </message>
    <message>
        <source>Not known: no earlier run tells how long the answers are.</source>
        <translation>Nicht bekannt: Kein früherer Lauf sagt, wie lang die Antworten sind.</translation>
    </message>
    <message>
        <source>Not known, but short: the answers are recorded.</source>
        <translation>Nicht bekannt, aber kurz: Die Antworten sind aufgezeichnet.</translation>
    </message>
    <message>
        <source>Not known: no earlier run of this model tells how long an answer takes.</source>
        <translation>Nicht bekannt: Kein früherer Lauf dieses Modells sagt, wie lange eine Antwort braucht.</translation>
    </message>
    <message>
        <source>%1 ms a request, the mean of %2 earlier answers of this model; %3 at once.</source>
        <translation>%1 ms je Anfrage, im Mittel von %2 früheren Antworten dieses Modells; %3 zugleich.</translation>
    </message>
    <message>
        <source>No benchmark has a primary score and a threshold, so the job gets no score to compare.</source>
        <translation>Kein Benchmark hat eine maßgebliche Metrik und eine Schwelle; der Auftrag bekommt kein Ergebnis, das zu vergleichen wäre.</translation>
    </message>
    <message>
        <source>The job's own threshold stands before the collection's.</source>
        <translation>Die eigene Schwelle des Auftrags geht der der Sammlung vor.</translation>
    </message>
    <message>
        <source>Only the local engine reads it; this server stores it and does nothing with it.</source>
        <translation>Das liest nur die lokale Engine; dieser Server hebt es auf und tut nichts damit.</translation>
    </message>
    <message>
        <source>The collection %1 is not known here, so its benchmarks cannot be shown.</source>
        <translation>Die Sammlung %1 ist hier nicht bekannt; ihre Benchmarks lassen sich nicht zeigen.</translation>
    </message>
    <message>
        <source>The collection %1 has no benchmarks; the server refuses the job.</source>
        <translation>Die Sammlung %1 hat keine Benchmarks; der Server lehnt den Auftrag ab.</translation>
    </message>
    <message>
        <source>This server looks the collection up again while the job runs: an edit changes the job, and without the collection it never ends.</source>
        <translation>Dieser Server schlägt die Sammlung nach, während der Auftrag läuft: Eine Änderung ändert den Auftrag, und ohne die Sammlung endet er nie.</translation>
    </message>
    <message>
        <source>%1 of %2 is not in the catalogue, so what the provider adds cannot be shown.</source>
        <translation>%1 von %2 steht nicht im Katalog; was der Anbieter beiträgt, lässt sich nicht zeigen.</translation>
    </message>
    <message>
        <source>%1 has no primary score, so it gets no verdict and has no part in the job's score.</source>
        <translation>%1 hat keine maßgebliche Metrik, bekommt kein Urteil und zählt nicht im Ergebnis des Auftrags.</translation>
    </message>
    <message>
        <source>%1: lower is better, but only the provider says so; the job's score counts a high value as good. Write the direction on the entry.</source>
        <translation>%1: Weniger ist besser, aber das sagt nur der Anbieter; im Ergebnis des Auftrags gilt ein hoher Wert als gut. Schreiben Sie die Richtung an den Eintrag.</translation>
    </message>
    <message>
        <source>The collection %1 has no benchmark %2 of the provider %3; the server refuses the job.</source>
        <translation>Die Sammlung %1 hat keinen Benchmark %2 des Anbieters %3; der Server lehnt den Auftrag ab.</translation>
    </message>
    <message>
        <source>Neither the entry nor the provider names a primary score, so nothing is compared with the threshold; add primary_score.</source>
        <translation>Weder der Eintrag noch der Anbieter nennt eine maßgebliche Metrik; nichts wird mit der Schwelle verglichen. Ergänzen Sie primary_score.</translation>
    </message>
    <message>
        <source>The entry names a primary score of its own, so the provider's threshold does not apply; add pass_criteria to the entry to gate it.</source>
        <translation>Der Eintrag nennt eine eigene maßgebliche Metrik; die Schwelle des Anbieters gilt nicht. Ergänzen Sie pass_criteria am Eintrag.</translation>
    </message>
    <message>
        <source>%1 is listed twice, and this server judges every copy by the first one.</source>
        <translation>%1 steht zweimal da, und dieser Server beurteilt jede Kopie nach der ersten.</translation>
    </message>
    <message>
        <source>A weight of 0 counts as 1.</source>
        <translation>Ein Gewicht von 0 zählt als 1.</translation>
    </message>
    <message>
        <source>Without a primary score and a threshold the benchmark has no part in the job's score, so its weight counts for nothing.</source>
        <translation>Ohne maßgebliche Metrik und Schwelle zählt der Benchmark nicht im Ergebnis des Auftrags; sein Gewicht bewirkt nichts.</translation>
    </message>
    <message>
        <source>Asked for %1, but parameters of an override reach every benchmark of its provider.</source>
        <translation>Für %1 gewünscht, aber Parameter einer Abweichung erreichen jeden Benchmark des Anbieters.</translation>
    </message>
    <message>
        <source>num_examples is no number here, and what is none limits nothing.</source>
        <translation>num_examples ist hier keine Zahl, und was keine ist, begrenzt nichts.</translation>
    </message>
    <message>
        <source>A later override of the same provider sets it too: %1.</source>
        <translation>Eine spätere Abweichung desselben Anbieters setzt es auch: %1.</translation>
    </message>
    <message>
        <source>The collection's benchmark '%1' sets it, and the collection wins.</source>
        <translation>Der Benchmark „%1“ der Sammlung setzt es, und die Sammlung geht vor.</translation>
    </message>
    <message>
        <source>The collection's benchmark '%1' removes it by an empty value.</source>
        <translation>Der Benchmark „%1“ der Sammlung entfernt es durch einen leeren Wert.</translation>
    </message>
    <message>
        <source>An override cannot change this of a collection's benchmark; edit the collection, or list the benchmark in the job itself.</source>
        <translation>Eine Abweichung kann das am Benchmark einer Sammlung nicht ändern; bearbeiten Sie die Sammlung, oder führen Sie den Benchmark im Auftrag selbst auf.</translation>
    </message>
    <message>
        <source>%1 must not be blank.</source>
        <translation>%1 darf nicht leer sein.</translation>
    </message>
    <message>
        <source>“%1” must have 1 to 128 characters, none of them a comma or “|”.</source>
        <translation>„%1“ muss 1 bis 128 Zeichen haben, ohne Komma und ohne „|“.</translation>
    </message>
    <message>
        <source>%1 must be a DNS label: lower-case letters, digits and “-”, at most 63 characters.</source>
        <translation>%1 muss ein DNS-Label sein: Kleinbuchstaben, Ziffern und „-“, höchstens 63 Zeichen.</translation>
    </message>
    <message>
        <source>%1 must be an http or https address outside of private networks.</source>
        <translation>%1 muss eine http- oder https-Adresse außerhalb privater Netze sein.</translation>
    </message>
    <message>
        <source>%1 must be an address with a scheme and a host, like http://127.0.0.1:8080/v1.</source>
        <translation>%1 muss eine Adresse mit Schema und Host sein, wie http://127.0.0.1:8080/v1.</translation>
    </message>
    <message>
        <source>%1 must be an address that begins with http:// or https://.</source>
        <translation>%1 muss eine Adresse sein, die mit http:// oder https:// beginnt.</translation>
    </message>
    <message>
        <source>%1 must be an amount like 500m, 2, 512Mi or 2Gi.</source>
        <translation>%1 muss eine Menge sein wie 500m, 2, 512Mi oder 2Gi.</translation>
    </message>
    <message>
        <source>%1 must be text.</source>
        <translation>%1 muss Text sein.</translation>
    </message>
    <message>
        <source>%1 must be a single line.</source>
        <translation>%1 muss eine einzige Zeile sein.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; at most %3 are allowed.</source>
        <translation>%1 hat %2 Zeichen; erlaubt sind höchstens %3.</translation>
    </message>
    <message>
        <source>%1 must be a whole number.</source>
        <translation>%1 muss eine ganze Zahl sein.</translation>
    </message>
    <message>
        <source>%1 must be a number.</source>
        <translation>%1 muss eine Zahl sein.</translation>
    </message>
    <message>
        <source>%1 must be %2 or more.</source>
        <translation>%1 muss %2 oder mehr sein.</translation>
    </message>
    <message>
        <source>%1 must be one of: %2.</source>
        <translation>%1 muss eines hiervon sein: %2.</translation>
    </message>
    <message>
        <source>%1: exactly one of %2 must be given.</source>
        <translation>%1: Genau eines von %2 muss angegeben sein.</translation>
    </message>
    <message>
        <source>%1 must be a list of texts.</source>
        <translation>%1 muss eine Liste von Texten sein.</translation>
    </message>
    <message>
        <source>%1: a row has no name.</source>
        <translation>%1: Eine Zeile hat keinen Namen.</translation>
    </message>
    <message>
        <source>%1: a name has more than %2 characters.</source>
        <translation>%1: Ein Name hat mehr als %2 Zeichen.</translation>
    </message>
    <message>
        <source>%1: the value of “%2” must be text.</source>
        <translation>%1: Der Wert von „%2“ muss Text sein.</translation>
    </message>
    <message>
        <source>%1: “%2” has no value.</source>
        <translation>%1: „%2“ hat keinen Wert.</translation>
    </message>
    <message>
        <source>%1: the value of “%2” has more than %3 characters.</source>
        <translation>%1: Der Wert von „%2“ hat mehr als %3 Zeichen.</translation>
    </message>
    <message>
        <source>%1 must be names with values.</source>
        <translation>%1 muss aus Namen mit Werten bestehen.</translation>
    </message>
    <message>
        <source>%1 has %2 rows; at most %3 are allowed.</source>
        <translation>%1 hat %2 Zeilen; erlaubt sind höchstens %3.</translation>
    </message>
    <message>
        <source>%1: at least one is needed.</source>
        <translation>%1: Mindestens ein Eintrag ist nötig.</translation>
    </message>
    <message>
        <source>%1 is required.</source>
        <translation>%1 ist erforderlich.</translation>
    </message>
    <message>
        <source>%1 is made by the server and cannot be written.</source>
        <translation>%1 wird vom Server gesetzt und kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>%1 must be yes or no.</source>
        <translation>%1 muss ja oder nein sein.</translation>
    </message>
    <message>
        <source>%1 must be an object: names with values, as JSON or YAML.</source>
        <translation>%1 muss ein Objekt sein: Namen mit Werten, als JSON oder YAML.</translation>
    </message>
    <message>
        <source>%1 must be a list.</source>
        <translation>%1 muss eine Liste sein.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>What jobs and collections call it: gsm8k. Do not change it later; they would lose it.</source>
        <translation>So nennen Jobs und Sammlungen ihn: gsm8k. Später nicht mehr ändern; sie würden ihn verlieren.</translation>
    </message>
    <message>
        <source>What people call it.</source>
        <translation>So nennen ihn Menschen.</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>One word for what it tests: math, safety, performance.</source>
        <translation>Ein Wort für das, was geprüft wird: math, safety, performance.</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>What it asks and where the items come from. At most 1024 characters.</source>
        <translation>Was gefragt wird und woher die Aufgaben kommen. Höchstens 1024 Zeichen.</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Address of a page about it.</source>
        <translation>Adresse einer Seite darüber.</translation>
    </message>
    <message>
        <source>Examples in the Prompt</source>
        <translation>Beispiele im Prompt</translation>
    </message>
    <message>
        <source>Solved examples that stand before each question (few-shot).</source>
        <translation>Gelöste Beispiele, die vor jeder Frage stehen (Few-Shot).</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>How many items it has. 0: not known.</source>
        <translation>Wie viele Aufgaben es gibt. 0: nicht bekannt.</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>Every number it reports, one a line, spelled as it reports them.</source>
        <translation>Jede Zahl, die gemeldet wird, eine je Zeile, genau so geschrieben.</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Words to search by, one a line; no comma and no vertical bar.</source>
        <translation>Wörter zum Suchen, eines je Zeile; ohne Komma und senkrechten Strich.</translation>
    </message>
    <message>
        <source>Reading the Result</source>
        <translation>Ergebnis lesen</translation>
    </message>
    <message>
        <source>How its number is to be read.</source>
        <translation>Wie die Zahl zu lesen ist.</translation>
    </message>
    <message>
        <source>Score Ranges</source>
        <translation>Wertebereiche</translation>
    </message>
    <message>
        <source>What parts of the scale mean: 0.0-0.3, poor. The gate doctor reads them.</source>
        <translation>Was Teile der Skala bedeuten: 0.0-0.3, schwach. Die Schwellenprüfung liest sie.</translation>
    </message>
    <message>
        <source>Short name: letters, digits and underscores read best in lists and files.</source>
        <translation>Kurzer Name: Buchstaben, Ziffern und Unterstriche lesen sich in Listen und Dateien am besten.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>What people see.</source>
        <translation>Was Menschen sehen.</translation>
    </message>
    <message>
        <source>What it evaluates and what it needs. At most 1024 characters.</source>
        <translation>Was ausgewertet wird und was dazu nötig ist. Höchstens 1024 Zeichen.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Shell command that runs one benchmark on this machine. The engine asks you before it runs it for the first time.</source>
        <translation>Shell-Befehl, der einen Benchmark auf diesem Rechner ausführt. Die Engine fragt Sie vor dem ersten Mal.</translation>
    </message>
    <message>
        <source>Environment of the Command</source>
        <translation>Umgebung des Befehls</translation>
    </message>
    <message>
        <source>Environment variables, name and value. Never put a key or password here.</source>
        <translation>Umgebungsvariablen, Name und Wert. Niemals ein Schlüssel oder Kennwort.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Container image with registry and tag or digest.</source>
        <translation>Container-Image mit Registry und Tag oder Digest.</translation>
    </message>
    <message>
        <source>Entry Point</source>
        <translation>Einstiegspunkt</translation>
    </message>
    <message>
        <source>Program and its arguments, one a line. Empty: the image's own.</source>
        <translation>Programm und Argumente, eines je Zeile. Leer: wie im Image.</translation>
    </message>
    <message>
        <source>CPU Request</source>
        <translation>CPU-Anforderung</translation>
    </message>
    <message>
        <source>Processors set aside: 500m is half a core.</source>
        <translation>Reservierte Prozessoren: 500m ist ein halber Kern.</translation>
    </message>
    <message>
        <source>CPU Limit</source>
        <translation>CPU-Grenze</translation>
    </message>
    <message>
        <source>Most processors it may use: 2.</source>
        <translation>Höchstens so viele Prozessoren: 2.</translation>
    </message>
    <message>
        <source>Memory Request</source>
        <translation>Speicheranforderung</translation>
    </message>
    <message>
        <source>Memory set aside: 2Gi.</source>
        <translation>Reservierter Speicher: 2Gi.</translation>
    </message>
    <message>
        <source>Memory Limit</source>
        <translation>Speichergrenze</translation>
    </message>
    <message>
        <source>Most memory it may use: 4Gi.</source>
        <translation>Höchstens so viel Speicher: 4Gi.</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>Resource name of the accelerator: nvidia.com/gpu.</source>
        <translation>Ressourcenname des Beschleunigers: nvidia.com/gpu.</translation>
    </message>
    <message>
        <source>GPU Count</source>
        <translation>Anzahl GPUs</translation>
    </message>
    <message>
        <source>How many accelerators.</source>
        <translation>Wie viele Beschleuniger.</translation>
    </message>
    <message>
        <source>Fetch Image</source>
        <translation>Image holen</translation>
    </message>
    <message>
        <source>When the cluster fetches the image.</source>
        <translation>Wann der Cluster das Image holt.</translation>
    </message>
    <message>
        <source>Only when it is not there</source>
        <translation>Nur wenn es fehlt</translation>
    </message>
    <message>
        <source>Each time</source>
        <translation>Jedes Mal</translation>
    </message>
    <message>
        <source>Environment of the Container</source>
        <translation>Umgebung des Containers</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>What this provider can run. Each has an id that jobs name.</source>
        <translation>Was dieser Anbieter ausführen kann. Jeder Benchmark hat eine Kennung, die Jobs nennen.</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>“%1” cannot be changed by itself; the document has to be replaced as a whole.</source>
        <translation>„%1“ kann nicht einzeln geändert werden; das Dokument muss als Ganzes ersetzt werden.</translation>
    </message>
    <message>
        <source>Line 1: the document must be names with values, like “name: …”.</source>
        <translation>Zeile 1: Das Dokument muss aus Namen mit Werten bestehen, wie „name: …“.</translation>
    </message>
    <message>
        <source>No metric: this benchmark gets no verdict.</source>
        <translation>Keine Metrik: Dieser Benchmark bekommt kein Urteil.</translation>
    </message>
    <message>
        <source>%1 is reported and not judged.</source>
        <translation>%1 wird berichtet und nicht beurteilt.</translation>
    </message>
    <message>
        <source>Passes at %1 or less ↓ (%2).</source>
        <translation>Bestanden bei %1 oder weniger ↓ (%2).</translation>
    </message>
    <message>
        <source>Passes at %1 or more ↑ (%2).</source>
        <translation>Bestanden bei %1 oder mehr ↑ (%2).</translation>
    </message>
    <message>
        <source>The number the gate looks at, spelled as the benchmark reports it. Without one there is no verdict.</source>
        <translation>Die Zahl, auf die die Schwelle schaut, genau wie der Benchmark sie meldet. Ohne sie gibt es kein Urteil.</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Whether a lower value is the better one. Say it here too where the provider says it: the score of the whole only turns what is written here.</source>
        <translation>Ob ein kleinerer Wert der bessere ist. Auch hier angeben, wenn der Anbieter es sagt: Die Gesamtwertung dreht nur, was hier steht.</translation>
    </message>
    <message>
        <source>What the metric must reach, in its own unit. Without one the score is reported and not judged.</source>
        <translation>Was die Metrik erreichen muss, in ihrer eigenen Einheit. Ohne Schwelle wird der Wert berichtet und nicht beurteilt.</translation>
    </message>
    <message>
        <source>Domains</source>
        <translation>Fachgebiete</translation>
    </message>
    <message>
        <source>Fields of knowledge, one a line: medicine, law.</source>
        <translation>Wissensgebiete, eines je Zeile: Medizin, Recht.</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgabenarten</translation>
    </message>
    <message>
        <source>What the model is asked to do, one a line: summarisation, coding.</source>
        <translation>Was das Modell tun soll, eines je Zeile: Zusammenfassen, Programmieren.</translation>
    </message>
    <message>
        <source>Modalities</source>
        <translation>Modalitäten</translation>
    </message>
    <message>
        <source>Kinds of input and output, one a line: text, image.</source>
        <translation>Arten von Ein- und Ausgabe, eine je Zeile: Text, Bild.</translation>
    </message>
    <message>
        <source>Evaluation Targets</source>
        <translation>Auswertungsziele</translation>
    </message>
    <message>
        <source>What is evaluated, one a line: quality, safety, speed.</source>
        <translation>Was ausgewertet wird, eines je Zeile: Qualität, Sicherheit, Tempo.</translation>
    </message>
    <message>
        <source>Industries</source>
        <translation>Branchen</translation>
    </message>
    <message>
        <source>Branches this was made for, one a line: telecom, finance.</source>
        <translation>Für welche Branchen, eine je Zeile: Telekom, Finanzen.</translation>
    </message>
    <message>
        <source>Data Source</source>
        <translation>Datenquelle</translation>
    </message>
    <message>
        <source>Where the items come from, when not from the benchmark itself.</source>
        <translation>Woher die Aufgaben kommen, wenn nicht vom Benchmark selbst.</translation>
    </message>
    <message>
        <source>S3 bucket</source>
        <translation>S3-Bucket</translation>
    </message>
    <message>
        <source>Cluster volume</source>
        <translation>Cluster-Volume</translation>
    </message>
    <message>
        <source>Git repository</source>
        <translation>Git-Repository</translation>
    </message>
    <message>
        <source>Hugging Face hub</source>
        <translation>Hugging Face Hub</translation>
    </message>
    <message>
        <source>Data Holds</source>
        <translation>Daten enthalten</translation>
    </message>
    <message>
        <source>Items to ask, or answers that were recorded before and are only scored.</source>
        <translation>Aufgaben zum Fragen oder früher aufgezeichnete Antworten, die nur bewertet werden.</translation>
    </message>
    <message>
        <source>Items to ask</source>
        <translation>Aufgaben zum Fragen</translation>
    </message>
    <message>
        <source>Recorded answers</source>
        <translation>Aufgezeichnete Antworten</translation>
    </message>
    <message>
        <source>Bucket</source>
        <translation>Bucket</translation>
    </message>
    <message>
        <source>Name of the bucket.</source>
        <translation>Name des Buckets.</translation>
    </message>
    <message>
        <source>Path of the file or folder in the bucket.</source>
        <translation>Pfad der Datei oder des Ordners im Bucket.</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>Name of the stored secret with the access keys. Never the keys themselves.</source>
        <translation>Name des gespeicherten Geheimnisses mit den Zugangsschlüsseln. Niemals die Schlüssel selbst.</translation>
    </message>
    <message>
        <source>Volume Claim</source>
        <translation>Volume-Claim</translation>
    </message>
    <message>
        <source>Name of the persistent volume claim. Only clusters have them.</source>
        <translation>Name des Persistent Volume Claim. Nur Cluster haben welche.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Path within the volume. Empty: all of it.</source>
        <translation>Pfad im Volume. Leer: alles.</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>Address of the repository, http or https, outside of private networks.</source>
        <translation>Adresse des Repositorys, http oder https, außerhalb privater Netze.</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>Branch, tag or commit.</source>
        <translation>Branch, Tag oder Commit.</translation>
    </message>
    <message>
        <source>Path within the repository. Empty: all of it.</source>
        <translation>Pfad im Repository. Leer: alles.</translation>
    </message>
    <message>
        <source>Name of the stored secret with the token; the address must then be https.</source>
        <translation>Name des gespeicherten Geheimnisses mit dem Token; die Adresse muss dann https sein.</translation>
    </message>
    <message>
        <source>Owner and name on the hub: cais/mmlu.</source>
        <translation>Besitzer und Name im Hub: cais/mmlu.</translation>
    </message>
    <message>
        <source>Branch, tag or commit. Empty: the newest.</source>
        <translation>Branch, Tag oder Commit. Leer: der neueste Stand.</translation>
    </message>
    <message>
        <source>Name of the stored secret with the token.</source>
        <translation>Name des gespeicherten Geheimnisses mit dem Token.</translation>
    </message>
    <message>
        <source>Resolved Commit</source>
        <translation>Aufgelöster Commit</translation>
    </message>
    <message>
        <source>The commit that the server fetched. Made by the server.</source>
        <translation>Der Commit, den der Server geholt hat. Vom Server gesetzt.</translation>
    </message>
    <message>
        <source>Hardware Profile</source>
        <translation>Hardware-Profil</translation>
    </message>
    <message>
        <source>Name of a profile of the cluster. Cannot be combined with amounts.</source>
        <translation>Name eines Profils des Clusters. Nicht mit Mengen kombinierbar.</translation>
    </message>
    <message>
        <source>Queue Kind</source>
        <translation>Art der Warteschlange</translation>
    </message>
    <message>
        <source>What manages the queue.</source>
        <translation>Was die Warteschlange verwaltet.</translation>
    </message>
    <message>
        <source>Kueue</source>
        <translation>Kueue</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Name of the local queue of the cluster.</source>
        <translation>Name der lokalen Warteschlange des Clusters.</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>One or two sentences for people and agents that choose. At most 200 characters.</source>
        <translation>Ein oder zwei Sätze für Menschen und Agenten, die auswählen. Höchstens 200 Zeichen.</translation>
    </message>
    <message>
        <source>Evaluates</source>
        <translation>Wertet aus</translation>
    </message>
    <message>
        <source>What it can judge, one a line.</source>
        <translation>Was beurteilt werden kann, eines je Zeile.</translation>
    </message>
    <message>
        <source>Recommended When</source>
        <translation>Empfohlen für</translation>
    </message>
    <message>
        <source>Occasions it is made for, one a line.</source>
        <translation>Wofür es gedacht ist, ein Anlass je Zeile.</translation>
    </message>
    <message>
        <source>Goes Well With</source>
        <translation>Passt gut zu</translation>
    </message>
    <message>
        <source>Other providers or collections that add to it, one a line.</source>
        <translation>Andere Anbieter oder Sammlungen, die es ergänzen, eine je Zeile.</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>What whoever runs it should know, one a line.</source>
        <translation>Was man beim Ausführen wissen sollte, eines je Zeile.</translation>
    </message>
    <message>
        <source>Reading the Results</source>
        <translation>Ergebnisse lesen</translation>
    </message>
    <message>
        <source>How its numbers are to be read, one statement a line.</source>
        <translation>Wie die Zahlen zu lesen sind, eine Aussage je Zeile.</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>What it is pointed at.</source>
        <translation>Worauf es gerichtet ist.</translation>
    </message>
    <message>
        <source>A model</source>
        <translation>Ein Modell</translation>
    </message>
    <message>
        <source>An agent</source>
        <translation>Ein Agent</translation>
    </message>
    <message>
        <source>An inference server</source>
        <translation>Ein Inferenzserver</translation>
    </message>
    <message>
        <source>Id of the provider that runs it.</source>
        <translation>Kennung des Anbieters, der es ausführt.</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Id of the benchmark, as its provider lists it.</source>
        <translation>Kennung des Benchmarks, wie sein Anbieter ihn führt.</translation>
    </message>
    <message>
        <source>How much it counts in the score of the whole. Empty or 0 counts as 1.</source>
        <translation>Wie viel es in der Gesamtwertung zählt. Leer oder 0 zählt als 1.</translation>
    </message>
    <message>
        <source>Page of the benchmark. The server takes it from the provider.</source>
        <translation>Seite des Benchmarks. Der Server nimmt sie vom Anbieter.</translation>
    </message>
    <message>
        <source>Items to Run</source>
        <translation>Anzahl Aufgaben</translation>
    </message>
    <message>
        <source>How many items are asked. Empty: all of them.</source>
        <translation>Wie viele Aufgaben gestellt werden. Leer: alle.</translation>
    </message>
    <message>
        <source>Settings for the benchmark by name. A value that reads as a number, true, false or JSON is sent as that; put text that only looks so in quotation marks.</source>
        <translation>Einstellungen für den Benchmark nach Namen. Ein Wert, der sich als Zahl, true, false oder JSON liest, wird so gesendet; Text, der nur so aussieht, in Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>Registry</translation>
    </message>
    <message>
        <source>Host of the OCI registry: quay.io.</source>
        <translation>Host der OCI-Registry: quay.io.</translation>
    </message>
    <message>
        <source>Path in the registry: team/results.</source>
        <translation>Pfad in der Registry: team/results.</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Empty: the server chooses one.</source>
        <translation>Leer: Der Server wählt eines.</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Bezug</translation>
    </message>
    <message>
        <source>Digest or reference of the artifact that the results belong to.</source>
        <translation>Digest oder Referenz des Artefakts, zu dem die Ergebnisse gehören.</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>Anmerkungen</translation>
    </message>
    <message>
        <source>Notes stored with the artifact, name and text.</source>
        <translation>Notizen, die mit dem Artefakt gespeichert werden, Name und Text.</translation>
    </message>
    <message>
        <source>Cluster Connection</source>
        <translation>Cluster-Verbindung</translation>
    </message>
    <message>
        <source>Name of the cluster's connection with the credentials of the registry.</source>
        <translation>Name der Verbindung des Clusters mit den Zugangsdaten der Registry.</translation>
    </message>
    <message>
        <source>Time Limit</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>Of each attempt of a benchmark. Read by the local engine.</source>
        <translation>Für jeden Versuch eines Benchmarks. Liest die lokale Engine.</translation>
    </message>
    <message>
        <source>Time Limit of the Run</source>
        <translation>Zeitgrenze des Laufs</translation>
    </message>
    <message>
        <source>From the start of its first benchmark. Read by the local engine.</source>
        <translation>Ab dem Start des ersten Benchmarks. Liest die lokale Engine.</translation>
    </message>
    <message>
        <source>Warn After Silence</source>
        <translation>Warnen nach Stille</translation>
    </message>
    <message>
        <source>Without output and report for this long; 0: never. Read by the local engine.</source>
        <translation>So lange ohne Ausgabe und Meldung; 0: nie. Liest die lokale Engine.</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>Further attempts after one that failed, at most 100. Read by the local engine.</source>
        <translation>Weitere Versuche nach einem fehlgeschlagenen, höchstens 100. Liest die lokale Engine.</translation>
    </message>
    <message>
        <source>Wait Before Retry</source>
        <translation>Warten vor Wiederholung</translation>
    </message>
    <message>
        <source>Before the first retry, doubled with each, at most 600. Read by the local engine.</source>
        <translation>Vor der ersten Wiederholung, jedes Mal verdoppelt, höchstens 600. Liest die lokale Engine.</translation>
    </message>
    <message>
        <source>Retry What</source>
        <translation>Was wiederholen</translation>
    </message>
    <message>
        <source>Which failures are tried again. Read by the local engine.</source>
        <translation>Welche Fehler erneut versucht werden. Liest die lokale Engine.</translation>
    </message>
    <message>
        <source>Programs that did not start or report</source>
        <translation>Programme, die nicht starteten oder nichts meldeten</translation>
    </message>
    <message>
        <source>Every failure</source>
        <translation>Jeder Fehler</translation>
    </message>
    <message>
        <source>What the run is called in lists. Need not be unique.</source>
        <translation>Wie der Lauf in Listen heißt. Muss nicht eindeutig sein.</translation>
    </message>
    <message>
        <source>Why this run is made.</source>
        <translation>Warum dieser Lauf gemacht wird.</translation>
    </message>
    <message>
        <source>Gate of the Whole</source>
        <translation>Gesamtschwelle</translation>
    </message>
    <message>
        <source>What the weighted mean of all scores must reach. Empty: the collection's, else 0.5.</source>
        <translation>Was das gewichtete Mittel aller Werte erreichen muss. Leer: die der Sammlung, sonst 0,5.</translation>
    </message>
    <message>
        <source>Name of the model as the endpoint knows it.</source>
        <translation>Name des Modells, wie der Endpunkt es kennt.</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Address of the endpoint: http://localhost:8080/v1.</source>
        <translation>Adresse des Endpunkts: http://localhost:8080/v1.</translation>
    </message>
    <message>
        <source>Name of the stored secret with the endpoint's key. Never the key itself.</source>
        <translation>Name des gespeicherten Geheimnisses mit dem Schlüssel des Endpunkts. Niemals der Schlüssel selbst.</translation>
    </message>
    <message>
        <source>Model Card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>Address of a page about the model.</source>
        <translation>Adresse einer Seite über das Modell.</translation>
    </message>
    <message>
        <source>Model Parameters</source>
        <translation>Modellparameter</translation>
    </message>
    <message>
        <source>Generation settings by name: temperature, 0. A value that reads as a number, true, false or JSON is sent as that.</source>
        <translation>Einstellungen der Generierung nach Namen: temperature, 0. Ein Wert, der sich als Zahl, true, false oder JSON liest, wird so gesendet.</translation>
    </message>
    <message>
        <source>What is run, in this order. Either these or a collection.</source>
        <translation>Was ausgeführt wird, in dieser Reihenfolge. Entweder dies oder eine Sammlung.</translation>
    </message>
    <message>
        <source>Id of the collection that is run. Either this or benchmarks.</source>
        <translation>Kennung der Sammlung, die ausgeführt wird. Entweder dies oder Benchmarks.</translation>
    </message>
    <message>
        <source>Overrides</source>
        <translation>Überschreibungen</translation>
    </message>
    <message>
        <source>Parameters and data for benchmarks of the collection. Weights and gates set here are ignored by servers.</source>
        <translation>Parameter und Daten für Benchmarks der Sammlung. Gewichte und Schwellen hier beachten Server nicht.</translation>
    </message>
    <message>
        <source>Collection as Of</source>
        <translation>Stand der Sammlung</translation>
    </message>
    <message>
        <source>When the collection was last changed at submission. Made by the server.</source>
        <translation>Wann die Sammlung beim Absenden zuletzt geändert war. Vom Server gesetzt.</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>Experiment</translation>
    </message>
    <message>
        <source>Name of the MLflow experiment to log into. The server needs an MLflow of its own.</source>
        <translation>Name des MLflow-Experiments, in das geschrieben wird. Der Server braucht ein eigenes MLflow.</translation>
    </message>
    <message>
        <source>Experiment Tags</source>
        <translation>Experiment-Tags</translation>
    </message>
    <message>
        <source>At most 20. Keys have 1 to 250 characters, values 1 to 5000.</source>
        <translation>Höchstens 20. Schlüssel haben 1 bis 250 Zeichen, Werte 1 bis 5000.</translation>
    </message>
    <message>
        <source>Artifact Location</source>
        <translation>Ort der Artefakte</translation>
    </message>
    <message>
        <source>Where MLflow stores what the run leaves: s3://bucket/path. Empty: MLflow's own place.</source>
        <translation>Wo MLflow ablegt, was der Lauf hinterlässt: s3://bucket/pfad. Leer: MLflows eigener Ort.</translation>
    </message>
    <message>
        <source>Name of the local queue of the cluster. Older servers only; newer ones take it from the hardware.</source>
        <translation>Name der lokalen Warteschlange des Clusters. Nur für ältere Server; neuere nehmen sie aus der Hardware.</translation>
    </message>
    <message>
        <source>Custom Data</source>
        <translation>Eigene Daten</translation>
    </message>
    <message>
        <source>Any object of your own, as JSON or YAML. Stored and returned; the local engine reads its member assay.</source>
        <translation>Ein beliebiges eigenes Objekt, als JSON oder YAML. Wird gespeichert und zurückgegeben; die lokale Engine liest darin assay.</translation>
    </message>
    <message>
        <source>One word for what it is for: safety, coding, general. At most 128 characters.</source>
        <translation>Ein Wort für den Zweck: safety, coding, general. Höchstens 128 Zeichen.</translation>
    </message>
    <message>
        <source>What it tells about a model. At most 1024 characters.</source>
        <translation>Was sie über ein Modell aussagt. Höchstens 1024 Zeichen.</translation>
    </message>
    <message>
        <source>What the weighted mean of all scores must reach. Empty: 0.5.</source>
        <translation>Was das gewichtete Mittel aller Werte erreichen muss. Leer: 0,5.</translation>
    </message>
    <message>
        <source>What a run of this collection asks, in this order.</source>
        <translation>Was ein Lauf dieser Sammlung fragt, in dieser Reihenfolge.</translation>
    </message>
    <message>
        <source>Curation Order</source>
        <translation>Kuratierte Reihenfolge</translation>
    </message>
    <message>
        <source>Place in the curated list. Above 0 the server lets nobody change the collection any more.</source>
        <translation>Platz in der kuratierten Liste. Über 0 lässt der Server niemanden mehr die Sammlung ändern.</translation>
    </message>
    <message>
        <source>Pinned Order</source>
        <translation>Angeheftete Reihenfolge</translation>
    </message>
    <message>
        <source>Place among the pinned collections.</source>
        <translation>Platz unter den angehefteten Sammlungen.</translation>
    </message>
    <message>
        <source>Cloned From</source>
        <translation>Geklont von</translation>
    </message>
    <message>
        <source>Id of the collection this one was cloned from. Made by the server.</source>
        <translation>Kennung der Sammlung, von der diese geklont wurde. Vom Server gesetzt.</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>What the server counts about it. Made by the server.</source>
        <translation>Was der Server darüber zählt. Vom Server gesetzt.</translation>
    </message>
    <message>
        <source>Any object of your own, as JSON or YAML. Stored and returned, never read.</source>
        <translation>Ein beliebiges eigenes Objekt, als JSON oder YAML. Wird gespeichert und zurückgegeben, nie gelesen.</translation>
    </message>
    <message>
        <source>%1 is larger than 10 MiB, more than a server takes.</source>
        <translation>%1 ist größer als 10 MiB, mehr als ein Server annimmt.</translation>
    </message>
    <message>
        <source>This server does not let its catalogue be changed from here.</source>
        <translation>Dieser Server lässt seinen Katalog nicht von hier ändern.</translation>
    </message>
    <message>
        <source>%1, an assumption</source>
        <translation>%1, eine Annahme</translation>
    </message>
    <message>
        <source>it would be larger than %1 MiB</source>
        <translation>sie wäre größer als %1 MiB</translation>
    </message>
    <message>
        <source>Target %1 is the same as target %2: change or remove one.</source>
        <translation>Ziel %1 ist dasselbe wie Ziel %2: Ändern oder entfernen Sie eines.</translation>
    </message>
    <message>
        <source>Line 1: a recipe must be names with values, like “recipe: …” and “job: …”.</source>
        <translation>Zeile 1: Ein Rezept muss aus Namen mit Werten bestehen, etwa „recipe: …“ und „job: …“.</translation>
    </message>
    <message>
        <source>job: the job of the recipe is missing; it must be names with values.</source>
        <translation>job: Der Auftrag des Rezepts fehlt; er muss aus Namen mit Werten bestehen.</translation>
    </message>
    <message>
        <source>targets: must be a list, each with name and url.</source>
        <translation>targets: muss eine Liste sein, jeweils mit name und url.</translation>
    </message>
    <message>
        <source>“%1” looks like a key or a password: take it out and name a stored secret in the key field instead.</source>
        <translation>„%1“ sieht wie ein Schlüssel oder ein Passwort aus: Nehmen Sie es heraus und nennen Sie stattdessen im Schlüsselfeld ein gespeichertes Geheimnis.</translation>
    </message>
    <message>
        <source>Not known: the load test ends by time, or never; set %1 to end it by number.</source>
        <translation>Nicht bekannt: Der Lasttest endet nach Zeit oder nie; mit %1 endet er nach Anzahl.</translation>
    </message>
    <message>
        <source>Not known: the provider states no number of items, and its program has no limit for them.</source>
        <translation>Nicht bekannt: Der Anbieter nennt keine Zahl der Aufgaben, und sein Programm kann sie nicht begrenzen.</translation>
    </message>
    <message>
        <source>Not known: the provider states no number of items; set %1 to limit them.</source>
        <translation>Nicht bekannt: Der Anbieter nennt keine Zahl der Aufgaben; begrenzen Sie sie mit %1.</translation>
    </message>
    <message>
        <source>%1 items, which is all that the program asks without %2.</source>
        <translation>%1 Aufgaben; mehr stellt das Programm ohne %2 nicht.</translation>
    </message>
    <message>
        <source>%1 requests for each strength of load, by %2.</source>
        <translation>%1 Anfragen je Laststärke, nach %2.</translation>
    </message>
    <message>
        <source>%1 of %2 items, by %3.</source>
        <translation>%1 von %2 Aufgaben, nach %3.</translation>
    </message>
    <message>
        <source>%1 items by %2; fewer if the data is shorter, the provider states no size.</source>
        <translation>%1 Aufgaben nach %2; weniger, wenn die Daten kürzer sind – der Anbieter nennt keine Größe.</translation>
    </message>
    <message>
        <source>%1 must be %2 or less.</source>
        <translation>%1 muss %2 oder weniger sein.</translation>
    </message>
    <message>
        <source>The first so many items are asked. Empty: all of them.</source>
        <translation>So viele Aufgaben werden gestellt, von der ersten an. Leer: alle.</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>How often each item is asked; more tell how steady the answers are. Empty: once.</source>
        <translation>Wie oft jede Aufgabe gestellt wird; mehr zeigt, wie beständig die Antworten sind. Leer: einmal.</translation>
    </message>
    <message>
        <source>Longest Answer</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Where an answer is cut. Empty: as the task says, else 256.</source>
        <translation>Wo eine Antwort abgeschnitten wird. Leer: wie die Aufgabe sagt, sonst 256.</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>0 answers the same way each time, more varies. Empty: as the task says, else 0.</source>
        <translation>0 antwortet jedes Mal gleich, mehr wechselt ab. Leer: wie die Aufgabe sagt, sonst 0.</translation>
    </message>
    <message>
        <source>Top P</source>
        <translation>Top P</translation>
    </message>
    <message>
        <source>Only the likeliest words up to this share are chosen from. Empty: the endpoint's own.</source>
        <translation>Gewählt wird nur unter den wahrscheinlichsten Wörtern bis zu diesem Anteil. Leer: wie der Endpunkt es hält.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>The same number gives the same choices, where the endpoint supports it.</source>
        <translation>Dieselbe Zahl ergibt dieselbe Auswahl, wo der Endpunkt das kann.</translation>
    </message>
    <message>
        <source>Stop Texts</source>
        <translation>Stopptexte</translation>
    </message>
    <message>
        <source>An answer ends where one of these would come, one a line. Empty: as the task says.</source>
        <translation>Eine Antwort endet, wo einer davon käme, einer je Zeile. Leer: wie die Aufgabe sagt.</translation>
    </message>
    <message>
        <source>Requests at Once</source>
        <translation>Anfragen zugleich</translation>
    </message>
    <message>
        <source>How many answers are waited for at the same time. Empty: 4.</source>
        <translation>Auf wie viele Antworten zugleich gewartet wird. Leer: 4.</translation>
    </message>
    <message>
        <source>Wait for an Answer</source>
        <translation>Warten auf Antwort</translation>
    </message>
    <message>
        <source>A request that takes longer is tried again. Empty: 120.</source>
        <translation>Eine Anfrage, die länger dauert, wird wiederholt. Leer: 120.</translation>
    </message>
    <message>
        <source>Tries After a Failure</source>
        <translation>Versuche nach Fehlern</translation>
    </message>
    <message>
        <source>Of each request. Empty: 4.</source>
        <translation>Je Anfrage. Leer: 4.</translation>
    </message>
    <message>
        <source>Of each attempt of this benchmark. Empty: as the run says.</source>
        <translation>Je Versuch dieses Benchmarks. Leer: wie der Lauf sagt.</translation>
    </message>
    <message>
        <source>The first so many items of each task are asked. Empty: all of them.</source>
        <translation>So viele Aufgaben jeder Reihe werden gestellt, von der ersten an. Leer: alle.</translation>
    </message>
    <message>
        <source>Worked Examples</source>
        <translation>Gelöste Beispiele</translation>
    </message>
    <message>
        <source>Solved items in front of each question, as Open Data Hub's adapter reads it. Empty: none.</source>
        <translation>Gelöste Aufgaben vor jeder Frage, wie der Adapter von Open Data Hub sie liest. Leer: keine.</translation>
    </message>
    <message>
        <source>Worked Examples (Community)</source>
        <translation>Gelöste Beispiele (Gemeinschaft)</translation>
    </message>
    <message>
        <source>The same under the name that the community's adapter reads; Open Data Hub's does not. Empty: as the task says.</source>
        <translation>Dasselbe unter dem Namen, den der Adapter der Gemeinschaft liest; der von Open Data Hub nicht. Leer: wie die Aufgabe sagt.</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Name on the Hugging Face hub, or a folder of the machine that runs it. Empty: the model's name, which then has to be one of the hub.</source>
        <translation>Name im Hugging-Face-Hub oder ein Ordner des ausführenden Rechners. Leer: der Name des Modells, der dann einer des Hubs sein muss.</translation>
    </message>
    <message>
        <source>How many answers are waited for at the same time. Empty: 1, in the community's adapter 4.</source>
        <translation>Auf wie viele Antworten zugleich gewartet wird. Leer: 1, im Adapter der Gemeinschaft 4.</translation>
    </message>
    <message>
        <source>Batch Size</source>
        <translation>Bündelgröße</translation>
    </message>
    <message>
        <source>Questions in one request. Empty: 1.</source>
        <translation>Fragen in einer Anfrage. Leer: 1.</translation>
    </message>
    <message>
        <source>After this long a request has failed. Empty: 300.</source>
        <translation>Nach so langer Zeit ist eine Anfrage gescheitert. Leer: 300.</translation>
    </message>
    <message>
        <source>Chooses the worked examples. Empty: 42.</source>
        <translation>Wählt die gelösten Beispiele aus. Leer: 42.</translation>
    </message>
    <message>
        <source>Generation</source>
        <translation>Erzeugung</translation>
    </message>
    <message>
        <source>Settings for tasks that write an answer, by name: max_gen_toks, 256.</source>
        <translation>Einstellungen für Aufgaben, die eine Antwort schreiben, nach Namen: max_gen_toks, 256.</translation>
    </message>
    <message>
        <source>Chat Template</source>
        <translation>Chat-Vorlage</translation>
    </message>
    <message>
        <source>Questions are put into the model's own form of a conversation. Read by the community's adapter. Empty: no.</source>
        <translation>Fragen kommen in die Gesprächsform des Modells. Gelesen vom Adapter der Gemeinschaft. Leer: nein.</translation>
    </message>
    <message>
        <source>Examples as Turns</source>
        <translation>Beispiele als Gespräch</translation>
    </message>
    <message>
        <source>Worked examples become earlier turns of the conversation; needs the chat template. Not read by every adapter. Empty: no.</source>
        <translation>Gelöste Beispiele werden frühere Schritte des Gesprächs; braucht die Chat-Vorlage. Nicht jeder Adapter liest es. Leer: nein.</translation>
    </message>
    <message>
        <source>System Prompt</source>
        <translation>System-Prompt</translation>
    </message>
    <message>
        <source>Stands in front of every question. Read by the community's adapter.</source>
        <translation>Steht vor jeder Frage. Gelesen vom Adapter der Gemeinschaft.</translation>
    </message>
    <message>
        <source>Generation (Community)</source>
        <translation>Erzeugung (Gemeinschaft)</translation>
    </message>
    <message>
        <source>The same as one text for the community's adapter: temperature=0,top_p=1.</source>
        <translation>Dasselbe als ein Text für den Adapter der Gemeinschaft: temperature=0,top_p=1.</translation>
    </message>
    <message>
        <source>Solved items in front of each question. Empty: none.</source>
        <translation>Gelöste Aufgaben vor jeder Frage. Leer: keine.</translation>
    </message>
    <message>
        <source>How the Model Runs</source>
        <translation>Wie das Modell läuft</translation>
    </message>
    <message>
        <source>Behind an address, or inside the program. Empty: an endpoint.</source>
        <translation>Hinter einer Adresse oder im Programm selbst. Leer: ein Endpunkt.</translation>
    </message>
    <message>
        <source>OpenAI-compatible endpoint</source>
        <translation>OpenAI-kompatibler Endpunkt</translation>
    </message>
    <message>
        <source>LiteLLM</source>
        <translation>LiteLLM</translation>
    </message>
    <message>
        <source>OpenAI</source>
        <translation>OpenAI</translation>
    </message>
    <message>
        <source>Anthropic</source>
        <translation>Anthropic</translation>
    </message>
    <message>
        <source>Loaded by Transformers</source>
        <translation>Von Transformers geladen</translation>
    </message>
    <message>
        <source>Loaded by vLLM</source>
        <translation>Von vLLM geladen</translation>
    </message>
    <message>
        <source>Lighteval's own names, one a line, in place of the benchmark's. Empty: the benchmark's.</source>
        <translation>Lightevals eigene Namen, einer je Zeile, anstelle derer des Benchmarks. Leer: die des Benchmarks.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>For a model that Transformers loads: cpu, cuda or cuda:1. Empty: chosen by the program.</source>
        <translation>Für ein Modell, das Transformers lädt: cpu, cuda oder cuda:1. Leer: das Programm wählt.</translation>
    </message>
    <message>
        <source>Model Settings</source>
        <translation>Modelleinstellungen</translation>
    </message>
    <message>
        <source>For endpoints, by name: concurrent_requests (10 when empty), system_prompt, max_model_length, generation_parameters.</source>
        <translation>Für Endpunkte, nach Namen: concurrent_requests (leer: 10), system_prompt, max_model_length, generation_parameters.</translation>
    </message>
    <message>
        <source>Store Each Answer</source>
        <translation>Jede Antwort speichern</translation>
    </message>
    <message>
        <source>Puts the single answers beside the results; needs an export to a registry. Empty: no.</source>
        <translation>Legt die einzelnen Antworten zu den Ergebnissen; braucht einen Export in eine Registry. Leer: nein.</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Prüfer</translation>
    </message>
    <message>
        <source>Model that leads the conversation. Empty: claude-sonnet-4-6.</source>
        <translation>Modell, das das Gespräch führt. Leer: claude-sonnet-4-6.</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>Richter</translation>
    </message>
    <message>
        <source>Model that rates it. Empty: claude-opus-4-7.</source>
        <translation>Modell, das es bewertet. Leer: claude-opus-4-7.</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>After so many the conversation ends. Empty: 30.</source>
        <translation>Nach so vielen endet das Gespräch. Leer: 30.</translation>
    </message>
    <message>
        <source>May Go Back</source>
        <translation>Darf zurückgehen</translation>
    </message>
    <message>
        <source>The auditor may take turns back and try another way. Empty: yes.</source>
        <translation>Der Prüfer darf Schritte zurücknehmen und einen anderen Weg versuchen. Leer: ja.</translation>
    </message>
    <message>
        <source>Opening Instructions</source>
        <translation>Eröffnung</translation>
    </message>
    <message>
        <source>What the auditor is told to try. Empty: the benchmark's own.</source>
        <translation>Was der Prüfer versuchen soll. Leer: die des Benchmarks.</translation>
    </message>
    <message>
        <source>Behaviour Template</source>
        <translation>Verhaltensvorlage</translation>
    </message>
    <message>
        <source>Name of the template that scenarios are made from. The custom benchmark needs it, or a folder.</source>
        <translation>Name der Vorlage, aus der Szenarien entstehen. Der eigene Benchmark braucht sie oder einen Ordner.</translation>
    </message>
    <message>
        <source>Behaviour Folder</source>
        <translation>Verhaltensordner</translation>
    </message>
    <message>
        <source>Folder of prepared scenarios on the machine that runs it.</source>
        <translation>Ordner mit fertigen Szenarien auf dem ausführenden Rechner.</translation>
    </message>
    <message>
        <source>The first so many items are asked. Empty: 5, not all of them.</source>
        <translation>So viele Aufgaben werden gestellt, von der ersten an. Leer: 5, nicht alle.</translation>
    </message>
    <message>
        <source>How often each item is asked. Empty: once.</source>
        <translation>Wie oft jede Aufgabe gestellt wird. Leer: einmal.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Inspect's own name of a task, or FILE.py@TASK, in place of the benchmark's. The custom benchmark needs it.</source>
        <translation>Inspects eigener Name einer Aufgabe oder FILE.py@TASK, anstelle der des Benchmarks. Der eigene Benchmark braucht sie.</translation>
    </message>
    <message>
        <source>Task Arguments</source>
        <translation>Argumente der Aufgabe</translation>
    </message>
    <message>
        <source>Handed to the task by name.</source>
        <translation>Werden der Aufgabe nach Namen übergeben.</translation>
    </message>
    <message>
        <source>Other Models</source>
        <translation>Weitere Modelle</translation>
    </message>
    <message>
        <source>Models for the roles of a task: grader, openai/gpt-4o-mini.</source>
        <translation>Modelle für die Rollen einer Aufgabe: grader, openai/gpt-4o-mini.</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandkasten</translation>
    </message>
    <message>
        <source>Where code of the model runs: local, docker, k8s or none. Empty: local.</source>
        <translation>Wo Code des Modells läuft: local, docker, k8s oder none. Leer: local.</translation>
    </message>
    <message>
        <source>Tasks at Once</source>
        <translation>Aufgaben zugleich</translation>
    </message>
    <message>
        <source>Empty: as Inspect chooses.</source>
        <translation>Leer: wie Inspect wählt.</translation>
    </message>
    <message>
        <source>Full Data</source>
        <translation>Alle Daten</translation>
    </message>
    <message>
        <source>Telecom tasks: the whole data set, not its small part.</source>
        <translation>Telekom-Aufgaben: der ganze Datensatz, nicht sein kleiner Teil.</translation>
    </message>
    <message>
        <source>Telecom tasks: the part of the data that is asked, or full.</source>
        <translation>Telekom-Aufgaben: der Teil der Daten, der gefragt wird, oder full.</translation>
    </message>
    <message>
        <source>Strictness</source>
        <translation>Strenge</translation>
    </message>
    <message>
        <source>Telecom tasks: how answers are compared, such as soft.</source>
        <translation>Telekom-Aufgaben: wie Antworten verglichen werden, etwa soft.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>How much the program writes. Empty: information.</source>
        <translation>Wie viel das Programm schreibt. Leer: Hinweise.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>A load test has no full size: without %1 there may be no end to it, so it stays as it is.</source>
        <translation>Ein Lasttest hat keine volle Größe: Ohne %1 endet er womöglich nie, darum bleibt er, wie er ist.</translation>
    </message>
    <message>
        <source>Without %1 the program asks only %2 items, and the provider states no size: enter the number yourself.</source>
        <translation>Ohne %1 stellt das Programm nur %2 Aufgaben, und der Anbieter nennt keine Größe: Geben Sie die Zahl selbst ein.</translation>
    </message>
    <message>
        <source>Smoke</source>
        <translation>Kurztest</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>All items of each benchmark: the number to publish.</source>
        <translation>Alle Aufgaben jedes Benchmarks: die Zahl für die Veröffentlichung.</translation>
    </message>
    <message>
        <source>%1 items of each benchmark: shows whether everything works.</source>
        <translation>%1 Aufgaben jedes Benchmarks: zeigt, ob alles läuft.</translation>
    </message>
    <message>
        <source>%1 items of each benchmark: a first result, with a wide interval.</source>
        <translation>%1 Aufgaben jedes Benchmarks: ein erstes Ergebnis mit weitem Intervall.</translation>
    </message>
    <message>
        <source>Requests to Make</source>
        <translation>Anzahl der Anfragen</translation>
    </message>
    <message>
        <source>Each strength of load ends after so many. Empty: no end by number.</source>
        <translation>Nach so vielen endet jede Laststärke. Leer: kein Ende nach Anzahl.</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Each strength of load ends after so long. Empty: no end by time.</source>
        <translation>Nach so langer Zeit endet jede Laststärke. Leer: kein Ende nach Zeit.</translation>
    </message>
    <message>
        <source>Kind of Load</source>
        <translation>Art der Last</translation>
    </message>
    <message>
        <source>How requests follow one another. Empty: a sweep, whatever the benchmark is called.</source>
        <translation>Wie Anfragen aufeinander folgen. Leer: ansteigend, wie auch immer der Benchmark heißt.</translation>
    </message>
    <message>
        <source>From idle to full</source>
        <translation>Von leer bis ausgelastet</translation>
    </message>
    <message>
        <source>One after the other</source>
        <translation>Eine nach der anderen</translation>
    </message>
    <message>
        <source>As many as possible</source>
        <translation>So viele wie möglich</translation>
    </message>
    <message>
        <source>A fixed number at once</source>
        <translation>Eine feste Zahl zugleich</translation>
    </message>
    <message>
        <source>A fixed number a second</source>
        <translation>Eine feste Zahl je Sekunde</translation>
    </message>
    <message>
        <source>At random, so many a second</source>
        <translation>Zufällig, so viele je Sekunde</translation>
    </message>
    <message>
        <source>Strength of Load</source>
        <translation>Laststärke</translation>
    </message>
    <message>
        <source>Requests at once or a second, by the kind of load; in a sweep the number of steps.</source>
        <translation>Anfragen zugleich oder je Sekunde, je nach Art der Last; ansteigend die Zahl der Stufen.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Made up, a file or a data set of the hub. Empty: prompt_tokens=256,output_tokens=128.</source>
        <translation>Erfunden, eine Datei oder ein Datensatz des Hubs. Leer: prompt_tokens=256,output_tokens=128.</translation>
    </message>
    <message>
        <source>Different Prompts</source>
        <translation>Verschiedene Prompts</translation>
    </message>
    <message>
        <source>How many of the data are used. Empty: as GuideLLM chooses.</source>
        <translation>Wie viele der Daten verwendet werden. Leer: wie GuideLLM wählt.</translation>
    </message>
    <message>
        <source>Counts tokens of made up prompts: a name on the hub or a folder. Empty: gpt2.</source>
        <translation>Zählt Token erfundener Prompts: ein Name im Hub oder ein Ordner. Leer: gpt2.</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Which address of the endpoint is asked. Empty: chat.</source>
        <translation>Welche Adresse des Endpunkts gefragt wird. Leer: Chat.</translation>
    </message>
    <message>
        <source>Completion</source>
        <translation>Vervollständigung</translation>
    </message>
    <message>
        <source>Errors Allowed</source>
        <translation>Erlaubte Fehler</translation>
    </message>
    <message>
        <source>After more the test stops. Empty: no end by errors.</source>
        <translation>Bei mehr hört der Test auf. Leer: kein Ende wegen Fehlern.</translation>
    </message>
    <message>
        <source>Stop When Saturated</source>
        <translation>Bei Sättigung aufhören</translation>
    </message>
    <message>
        <source>Ends when the server cannot follow any more. Empty: no.</source>
        <translation>Endet, wenn der Server nicht mehr nachkommt. Leer: nein.</translation>
    </message>
    <message>
        <source>Report Formats</source>
        <translation>Berichtsformate</translation>
    </message>
    <message>
        <source>With commas between: json, csv, html, yaml. Results are read from json. Empty: all four.</source>
        <translation>Durch Kommas getrennt: json, csv, html, yaml. Ergebnisse werden aus json gelesen. Leer: alle vier.</translation>
    </message>
    <message>
        <source>Connection Settings</source>
        <translation>Verbindungseinstellungen</translation>
    </message>
    <message>
        <source>Handed to GuideLLM's client by name: validate_backend, false.</source>
        <translation>Werden GuideLLMs Client nach Namen übergeben: validate_backend, false.</translation>
    </message>
    <message>
        <source>Answers per Attack</source>
        <translation>Antworten je Angriff</translation>
    </message>
    <message>
        <source>How often each prompt is asked. Empty: as the benchmark says.</source>
        <translation>Wie oft jeder Prompt gestellt wird. Leer: wie der Benchmark sagt.</translation>
    </message>
    <message>
        <source>Successful From</source>
        <translation>Erfolgreich ab</translation>
    </message>
    <message>
        <source>Score of a detector from which an attack counts as got through. Empty: 0.5.</source>
        <translation>Wert eines Detektors, ab dem ein Angriff als durchgekommen zählt. Leer: 0.5.</translation>
    </message>
    <message>
        <source>Of the whole scan. Empty: as the benchmark says.</source>
        <translation>Des ganzen Scans. Leer: wie der Benchmark sagt.</translation>
    </message>
    <message>
        <source>Probe Tags</source>
        <translation>Angriffs-Tags</translation>
    </message>
    <message>
        <source>Only attacks with this tag: owasp:llm01. Empty: as the benchmark says.</source>
        <translation>Nur Angriffe mit diesem Tag: owasp:llm01. Leer: wie der Benchmark sagt.</translation>
    </message>
    <message>
        <source>Attacks at Once</source>
        <translation>Angriffe zugleich</translation>
    </message>
    <message>
        <source>How many run at the same time. Empty: as the benchmark says.</source>
        <translation>Wie viele zugleich laufen. Leer: wie der Benchmark sagt.</translation>
    </message>
    <message>
        <source>Chooses among the prompts of a probe. Empty: another choice each time.</source>
        <translation>Wählt unter den Prompts eines Angriffs. Leer: jedes Mal andere.</translation>
    </message>
    <message>
        <source>Cut the Prompt</source>
        <translation>Prompt abschneiden</translation>
    </message>
    <message>
        <source>For models that repeat the prompt in front of the answer. Empty: as Garak chooses.</source>
        <translation>Für Modelle, die den Prompt vor der Antwort wiederholen. Leer: wie Garak wählt.</translation>
    </message>
    <message>
        <source>Settings for the model under attack, by name: max_tokens, 150.</source>
        <translation>Einstellungen für das angegriffene Modell, nach Namen: max_tokens, 150.</translation>
    </message>
    <message>
        <source>Garak Configuration</source>
        <translation>Garak-Konfiguration</translation>
    </message>
    <message>
        <source>Garak's own file as JSON or YAML, with system, run and plugins. The fields above go before it.</source>
        <translation>Garaks eigene Datei als JSON oder YAML, mit system, run und plugins. Die Felder darüber gehen ihr vor.</translation>
    </message>
    <message>
        <source>Models of the Attack</source>
        <translation>Modelle des Angriffs</translation>
    </message>
    <message>
        <source>url and name for judge, attacker and evaluator, or for one of them that does all three; sdg writes the prompts.</source>
        <translation>url und name für judge, attacker und evaluator oder für eines davon, das alle drei Rollen hat; sdg schreibt die Prompts.</translation>
    </message>
    <message>
        <source>Prompts per Intent</source>
        <translation>Prompts je Absicht</translation>
    </message>
    <message>
        <source>How many are written for each. Empty: as the adapter chooses.</source>
        <translation>Wie viele für jede geschrieben werden. Leer: wie der Adapter wählt.</translation>
    </message>
    <message>
        <source>Policy File</source>
        <translation>Richtliniendatei</translation>
    </message>
    <message>
        <source>Path in the pipelines' bucket of what the model must not do. Empty: a policy that comes with the adapter.</source>
        <translation>Pfad im Bucket der Pipelines: was das Modell nicht tun darf. Leer: eine Richtlinie, die der Adapter mitbringt.</translation>
    </message>
    <message>
        <source>Prompt File</source>
        <translation>Prompt-Datei</translation>
    </message>
    <message>
        <source>Path in the pipelines' bucket of prompts that were written before. Empty: they are written.</source>
        <translation>Pfad im Bucket der Pipelines: früher geschriebene Prompts. Leer: Sie werden geschrieben.</translation>
    </message>
    <message>
        <source>Pipelines</source>
        <translation>Pipelines</translation>
    </message>
    <message>
        <source>Where the pipelines run and which bucket they use, as JSON or YAML: endpoint, namespace, s3_bucket.</source>
        <translation>Wo die Pipelines laufen und welchen Bucket sie verwenden, als JSON oder YAML: endpoint, namespace, s3_bucket.</translation>
    </message>
    <message>
        <source>Run Each Step Anew</source>
        <translation>Jeden Schritt neu ausführen</translation>
    </message>
    <message>
        <source>Steps of the pipeline are not taken from earlier runs. Empty: no.</source>
        <translation>Schritte der Pipeline werden nicht aus früheren Läufen genommen. Leer: nein.</translation>
    </message>
    <message>
        <source>Texts that are made for each task and length. Empty: 10.</source>
        <translation>Texte, die für jede Aufgabe und Länge entstehen. Leer: 10.</translation>
    </message>
    <message>
        <source>Name on the hub, or a folder of the machine that runs it. Empty: the model's name.</source>
        <translation>Name im Hub oder ein Ordner des ausführenden Rechners. Leer: der Name des Modells.</translation>
    </message>
    <message>
        <source>Tokenizer Kind</source>
        <translation>Art des Tokenizers</translation>
    </message>
    <message>
        <source>Empty: hf.</source>
        <translation>Leer: hf.</translation>
    </message>
    <message>
        <source>Prompt Form</source>
        <translation>Prompt-Form</translation>
    </message>
    <message>
        <source>How a text is put to the model. Empty: base.</source>
        <translation>Wie ein Text dem Modell vorgelegt wird. Leer: base.</translation>
    </message>
    <message>
        <source>Where an answer is cut. Empty: as the task says.</source>
        <translation>Wo eine Antwort abgeschnitten wird. Leer: wie die Aufgabe sagt.</translation>
    </message>
    <message>
        <source>The same number makes the same texts. Empty: 42.</source>
        <translation>Dieselbe Zahl ergibt dieselben Texte. Leer: 42.</translation>
    </message>
    <message>
        <source>Time to Make the Texts</source>
        <translation>Zeit für die Texte</translation>
    </message>
    <message>
        <source>After this long making them has failed. Empty: 600.</source>
        <translation>Nach so langer Zeit ist ihre Herstellung gescheitert. Leer: 600.</translation>
    </message>
    <message>
        <source>The first so many records are judged. Empty: all of them.</source>
        <translation>So viele Datensätze werden beurteilt, vom ersten an. Leer: alle.</translation>
    </message>
    <message>
        <source>What is judged, one a line: faithfulness, answer_relevancy, context_precision, context_recall. Empty: these four.</source>
        <translation>Was beurteilt wird, eins je Zeile: faithfulness, answer_relevancy, context_precision, context_recall. Leer: diese vier.</translation>
    </message>
    <message>
        <source>Data File</source>
        <translation>Datendatei</translation>
    </message>
    <message>
        <source>JSON or JSONL on the machine that runs it. Empty: what the data source brings, else /data/dataset.jsonl.</source>
        <translation>JSON oder JSONL auf dem ausführenden Rechner. Leer: was die Datenquelle bringt, sonst /data/dataset.jsonl.</translation>
    </message>
    <message>
        <source>Column Names</source>
        <translation>Spaltennamen</translation>
    </message>
    <message>
        <source>Your columns and what Ragas calls them: question, user_input.</source>
        <translation>Ihre Spalten und wie Ragas sie nennt: question, user_input.</translation>
    </message>
    <message>
        <source>Embedding Model</source>
        <translation>Einbettungsmodell</translation>
    </message>
    <message>
        <source>Compares texts by meaning. Empty: the model of the run.</source>
        <translation>Vergleicht Texte nach ihrer Bedeutung. Leer: das Modell des Laufs.</translation>
    </message>
    <message>
        <source>Embedding Endpoint</source>
        <translation>Einbettungs-Endpunkt</translation>
    </message>
    <message>
        <source>Its address. Empty: the endpoint of the run.</source>
        <translation>Seine Adresse. Leer: der Endpunkt des Laufs.</translation>
    </message>
    <message>
        <source>How many answers are waited for at the same time, at most 10. Empty: 1.</source>
        <translation>Auf wie viele Antworten zugleich gewartet wird, höchstens 10. Leer: 1.</translation>
    </message>
    <message>
        <source>Of the judging model. Empty: the endpoint's own.</source>
        <translation>Des urteilenden Modells. Leer: wie der Endpunkt es hält.</translation>
    </message>
    <message>
        <source>Of the judging model. Empty: nearly 0.</source>
        <translation>Des urteilenden Modells. Leer: fast 0.</translation>
    </message>
    <message>
        <source>Model that judges the answers. Empty: the model of the run.</source>
        <translation>Modell, das die Antworten beurteilt. Leer: das Modell des Laufs.</translation>
    </message>
    <message>
        <source>Endpoint of the Judge</source>
        <translation>Endpunkt des Richters</translation>
    </message>
    <message>
        <source>Data Format</source>
        <translation>Datenformat</translation>
    </message>
    <message>
        <source>Of the files that hold the answers. Empty: CSV.</source>
        <translation>Der Dateien mit den Antworten. Leer: CSV.</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Data Folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>On the machine that runs it. Empty: what the data source brings, else /data.</source>
        <translation>Auf dem ausführenden Rechner. Leer: was die Datenquelle bringt, sonst /data.</translation>
    </message>
    <message>
        <source>Good From</source>
        <translation>Gut ab</translation>
    </message>
    <message>
        <source>Score from which DeepEval itself calls an answer good; the benchmark's gate is another thing. Empty: 0.5.</source>
        <translation>Wert, ab dem DeepEval selbst eine Antwort gut nennt; die Schwelle des Benchmarks ist etwas anderes. Leer: 0.5.</translation>
    </message>
    <message>
        <source>How many answers are waited for at the same time. Empty: 1.</source>
        <translation>Auf wie viele Antworten zugleich gewartet wird. Leer: 1.</translation>
    </message>
    <message>
        <source>Pause Between Requests</source>
        <translation>Pause zwischen Anfragen</translation>
    </message>
    <message>
        <source>For endpoints that allow only so many a minute. Empty: none.</source>
        <translation>Für Endpunkte, die nur so viele je Minute erlauben. Leer: keine.</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Of each request. Empty: as DeepEval chooses.</source>
        <translation>Je Anfrage. Leer: wie DeepEval wählt.</translation>
    </message>
    <message>
        <source>Longest Wait Before Retry</source>
        <translation>Längste Pause vor einem Versuch</translation>
    </message>
    <message>
        <source>Empty: as DeepEval chooses.</source>
        <translation>Leer: wie DeepEval wählt.</translation>
    </message>
    <message>
        <source>Interactions to Read</source>
        <translation>Anzahl der Vorgänge</translation>
    </message>
    <message>
        <source>The first so many are read. Empty: all of them.</source>
        <translation>So viele werden gelesen, vom ersten an. Leer: alle.</translation>
    </message>
    <message>
        <source>Model that reads the traces. The program does not start without it.</source>
        <translation>Modell, das die Spuren liest. Ohne es startet das Programm nicht.</translation>
    </message>
    <message>
        <source>Kind of Endpoint</source>
        <translation>Art des Endpunkts</translation>
    </message>
    <message>
        <source>What the judge runs on, as CLEAR calls it: openai. The program does not start without it.</source>
        <translation>Worauf der Richter läuft, wie CLEAR es nennt: openai. Ohne die Angabe startet das Programm nicht.</translation>
    </message>
    <message>
        <source>How It Asks</source>
        <translation>Wie gefragt wird</translation>
    </message>
    <message>
        <source>By litellm, or the endpoint itself: endpoint. Empty: litellm.</source>
        <translation>Über litellm oder den Endpunkt selbst: endpoint. Leer: litellm.</translation>
    </message>
    <message>
        <source>Agent Framework</source>
        <translation>Agenten-Gerüst</translation>
    </message>
    <message>
        <source>What the agents were built with. Empty: langgraph.</source>
        <translation>Womit die Agenten gebaut sind. Leer: langgraph.</translation>
    </message>
    <message>
        <source>Trace Format</source>
        <translation>Format der Spuren</translation>
    </message>
    <message>
        <source>What wrote the traces. Empty: mlflow.</source>
        <translation>Was die Spuren geschrieben hat. Leer: mlflow.</translation>
    </message>
    <message>
        <source>Criteria</source>
        <translation>Kriterien</translation>
    </message>
    <message>
        <source>Your own, name and what good looks like; they take the place of CLEAR's.</source>
        <translation>Ihre eigenen: Name, und was gut ist; sie treten an die Stelle derer von CLEAR.</translation>
    </message>
    <message>
        <source>Known Issues</source>
        <translation>Bekannte Fehler</translation>
    </message>
    <message>
        <source>Kinds of error to look for, short, one a line.</source>
        <translation>Arten von Fehlern, nach denen gesucht wird, kurz, eine je Zeile.</translation>
    </message>
    <message>
        <source>Judge Tool Calls</source>
        <translation>Werkzeugaufrufe beurteilen</translation>
    </message>
    <message>
        <source>Each call of a tool is judged by itself. Empty: no.</source>
        <translation>Jeder Aufruf eines Werkzeugs wird für sich beurteilt. Leer: nein.</translation>
    </message>
    <message>
        <source>Most Kinds of Error</source>
        <translation>Meiste Fehlerarten</translation>
    </message>
    <message>
        <source>Errors are sorted into at most so many kinds. Empty: 15.</source>
        <translation>Fehler werden in höchstens so viele Arten sortiert. Leer: 15.</translation>
    </message>
    <message>
        <source>Fewest Kinds of Error</source>
        <translation>Wenigste Fehlerarten</translation>
    </message>
    <message>
        <source>Empty: 3.</source>
        <translation>Leer: 3.</translation>
    </message>
    <message>
        <source>How many answers are waited for at the same time. Empty: 20.</source>
        <translation>Auf wie viele Antworten zugleich gewartet wird. Leer: 20.</translation>
    </message>
    <message>
        <source>Settings of the Judge</source>
        <translation>Einstellungen des Richters</translation>
    </message>
    <message>
        <source>By name: temperature, max_tokens. Empty: 0 and 8096.</source>
        <translation>Nach Namen: temperature, max_tokens. Leer: 0 und 8096.</translation>
    </message>
    <message>
        <source>MTEB's own names, one a line: STS12. Empty: the benchmark's.</source>
        <translation>MTEBs eigene Namen, einer je Zeile: STS12. Leer: die des Benchmarks.</translation>
    </message>
    <message>
        <source>Kinds of Task</source>
        <translation>Arten von Aufgaben</translation>
    </message>
    <message>
        <source>All tasks of these kinds, one a line: Retrieval, Classification, STS. Counts where no tasks are named.</source>
        <translation>Alle Aufgaben dieser Arten, eine je Zeile: Retrieval, Classification, STS. Gilt, wo keine Aufgaben genannt sind.</translation>
    </message>
    <message>
        <source>Texts that are embedded at once. Empty: 32.</source>
        <translation>Texte, die zugleich eingebettet werden. Leer: 32.</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Sprachen</translation>
    </message>
    <message>
        <source>Codes of the languages that are asked, one a line. Empty: eng.</source>
        <translation>Kürzel der Sprachen, die gefragt werden, eins je Zeile. Leer: eng.</translation>
    </message>
    <message>
        <source>cpu, mps, cuda or cuda:1. Empty: chosen by the program.</source>
        <translation>cpu, mps, cuda oder cuda:1. Leer: das Programm wählt.</translation>
    </message>
    <message>
        <source>It is not known whether the provider “%1” reads num_examples, EvalHub's own limit; most programs do.</source>
        <translation>Es ist nicht bekannt, ob der Anbieter „%1“ num_examples liest, EvalHubs eigene Grenze; die meisten Programme tun es.</translation>
    </message>
    <message>
        <source>The program of “%1” has no limit for its items: each benchmark runs as a whole.</source>
        <translation>Das Programm von „%1“ kann seine Aufgaben nicht begrenzen: Jeder Benchmark läuft als Ganzes.</translation>
    </message>
</context>
<context>
    <name>assay::ActivityPanel</name>
    <message>
        <source>Running and Waiting Runs</source>
        <translation>Laufende und wartende Läufe</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>Nichts läuft.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Cancel Run</source>
        <translation>Lauf abbrechen</translation>
    </message>
</context>
<context>
    <name>assay::Application</name>
    <message>
        <source>The recorded answers of the demo are not installed.</source>
        <translation>Die aufgezeichneten Antworten für die Vorführung sind nicht installiert.</translation>
    </message>
    <message>
        <source>Demo: %1</source>
        <translation>Vorführung: %1</translation>
    </message>
    <message>
        <source>EvalHub server</source>
        <translation>EvalHub-Server</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more change(s)</source>
        <comment>a change, and others of the same moment</comment>
        <translation>
            <numerusform>%1 und %n weitere Änderung</numerusform>
            <numerusform>%1 und %n weitere Änderungen</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” is guarded. Go on: %2?</source>
        <translation>„%1“ ist geschützt. Wirklich %2?</translation>
    </message>
    <message>
        <source>Go On</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Do Not</source>
        <translation>Nicht ausführen</translation>
    </message>
</context>
<context>
    <name>assay::BenchmarksStep</name>
    <message>
        <source>Chosen (%1)</source>
        <translation>Gewählt (%1)</translation>
    </message>
    <message>
        <source>The collection %1 as it is.</source>
        <translation>Die Sammlung %1, unverändert.</translation>
    </message>
    <message>
        <source>From the collection %1, changed by you.</source>
        <translation>Aus der Sammlung %1, von Ihnen geändert.</translation>
    </message>
    <message>
        <source>Loading the catalogue…</source>
        <translation>Der Katalog wird geladen …</translation>
    </message>
    <message>
        <source>Which benchmarks?</source>
        <translation>Welche Benchmarks?</translation>
    </message>
    <message>
        <source>Search by name, category, tag or metric</source>
        <translation>Nach Name, Kategorie, Schlagwort oder Metrik suchen</translation>
    </message>
    <message>
        <source>Search the Catalogue</source>
        <translation>Katalog durchsuchen</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>Sammlungen</translation>
    </message>
    <message>
        <source>Single Benchmarks</source>
        <translation>Einzelne Benchmarks</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>Katalog</translation>
    </message>
    <message>
        <source>Benchmarks by Provider</source>
        <translation>Benchmarks nach Anbieter</translation>
    </message>
    <message>
        <source>Chosen Benchmarks</source>
        <translation>Gewählte Benchmarks</translation>
    </message>
    <message>
        <source>Use Collection</source>
        <translation>Sammlung verwenden</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>assay::CatalogueModel</name>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>engine itself</source>
        <translation>die Engine selbst</translation>
    </message>
    <message>
        <source>local command</source>
        <translation>lokaler Befehl</translation>
    </message>
    <message>
        <source>container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>no runtime</source>
        <translation>keine Laufzeit</translation>
    </message>
    <message>
        <source>built-in</source>
        <translation>mitgeliefert</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigen</translation>
    </message>
</context>
<context>
    <name>assay::CataloguePage</name>
    <message>
        <source>Collections</source>
        <translation>Sammlungen</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Choose a collection to see its benchmarks and gates.</source>
        <translation>Wählen Sie eine Sammlung, um ihre Benchmarks und Schwellen zu sehen.</translation>
    </message>
    <message>
        <source>The Catalogue Cannot Be Loaded</source>
        <translation>Der Katalog kann nicht geladen werden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Nothing Matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>Nothing matches “%1”.</source>
        <translation>Nichts passt zu „%1“.</translation>
    </message>
    <message>
        <source>Clear Search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Nothing Here</source>
        <translation>Nichts vorhanden</translation>
    </message>
    <message>
        <source>This connection offers none.</source>
        <translation>Diese Verbindung bietet keine an.</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen …</translation>
    </message>
    <message numerus="yes">
        <source>%n collection(s)</source>
        <translation>
            <numerusform>%n Sammlung</numerusform>
            <numerusform>%n Sammlungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n provider(s)</source>
        <translation>
            <numerusform>%n Anbieter</numerusform>
            <numerusform>%n Anbieter</numerusform>
        </translation>
    </message>
    <message>
        <source>Search by name, category, tag or metric</source>
        <translation>Nach Name, Kategorie, Schlagwort oder Metrik suchen</translation>
    </message>
    <message>
        <source>Search the Catalogue</source>
        <translation>Katalog durchsuchen</translation>
    </message>
    <message>
        <source>Benchmarks of the Collection</source>
        <translation>Benchmarks der Sammlung</translation>
    </message>
    <message>
        <source>New Job from Selection…</source>
        <translation>Neuer Auftrag aus Auswahl …</translation>
    </message>
    <message>
        <source>All Categories</source>
        <translation>Alle Kategorien</translation>
    </message>
    <message>
        <source>Nothing matches the filter.</source>
        <translation>Nichts passt zum Filter.</translation>
    </message>
    <message>
        <source>New Collection…</source>
        <translation>Neue Sammlung …</translation>
    </message>
    <message>
        <source>New Provider…</source>
        <translation>Neuer Anbieter …</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open in its editor (Enter)</source>
        <translation>Im Editor öffnen (Eingabe)</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Built-in</source>
        <translation>Mitgeliefert</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
</context>
<context>
    <name>assay::CollectionListModel</name>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>built-in</source>
        <translation>mitgeliefert</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigen</translation>
    </message>
</context>
<context>
    <name>assay::CommandPalette</name>
    <message>
        <source>Type a command or the name of a run</source>
        <translation>Befehl oder Name eines Laufs eingeben</translation>
    </message>
    <message>
        <source>Search or Command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Commands and Runs</source>
        <translation>Befehle und Läufe</translation>
    </message>
</context>
<context>
    <name>assay::DocumentTabs</name>
    <message>
        <source>Close “%1”</source>
        <translation>„%1“ schließen</translation>
    </message>
</context>
<context>
    <name>assay::GateDelegate</name>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Passes When</source>
        <translation>Bestanden bei</translation>
    </message>
    <message>
        <source>at least ↑ (higher is better)</source>
        <translation>mindestens ↑ (höher ist besser)</translation>
    </message>
    <message>
        <source>at most ↓ (lower is better)</source>
        <translation>höchstens ↓ (niedriger ist besser)</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
</context>
<context>
    <name>assay::GatesStep</name>
    <message>
        <source>What must it reach?</source>
        <translation>Was muss erreicht werden?</translation>
    </message>
    <message>
        <source>Gates are in the metric's own unit. Untick a gate to report the score without judging it. A result passes when its whole 95 % interval clears the gate, and is too close to call when the interval holds it.</source>
        <translation>Schwellen stehen in der Einheit der Metrik. Ohne Haken wird der Wert nur berichtet, nicht beurteilt. Ein Ergebnis besteht, wenn sein ganzes 95-%-Intervall jenseits der Schwelle liegt; liegt die Schwelle im Intervall, ist es zu knapp für ein Urteil.</translation>
    </message>
    <message>
        <source>Choose benchmarks first.</source>
        <translation>Wählen Sie zuerst Benchmarks.</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>Schwellen</translation>
    </message>
</context>
<context>
    <name>assay::JobDraftModel</name>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Passes When</source>
        <translation>Bestanden bei</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>provider's own</source>
        <translation>die des Anbieters</translation>
    </message>
    <message>
        <source>at most ↓</source>
        <comment>the score passes when it is at most the gate</comment>
        <translation>höchstens ↓</translation>
    </message>
    <message>
        <source>at least ↑</source>
        <comment>the score passes when it is at least the gate</comment>
        <translation>mindestens ↑</translation>
    </message>
    <message>
        <source>report only</source>
        <translation>nur berichten</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>up to %1</source>
        <translation>bis zu %1</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>assay::JobListModel</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>✗ %1, %2</source>
        <comment>a connection that is away, and how old what it told is, e.g. 8 s ago</comment>
        <translation>✗ %1, %2</translation>
    </message>
</context>
<context>
    <name>assay::LaneModel</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Time Left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::LiveTab</name>
    <message>
        <source>Items done of the whole run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lanes, one a benchmark</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Loading the run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1. %2 items were asked.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Waiting for a free slot.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 of %2 items</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 items so far</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, about %2 left</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::LogTab</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Not found from here to the end.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark whose log is shown</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stay at the end as new lines arrive.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search in the log</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Find Next</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Logs From This Server</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The Log Could Not Be Loaded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>The Log Is Empty</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lines appear here as soon as the benchmark writes some.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This benchmark wrote nothing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Loading the log</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Benchmark Yet</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::MainWindow</name>
    <message>
        <source>Run: %1</source>
        <translation>Lauf: %1</translation>
    </message>
    <message>
        <source>“%1” has ended: %2.</source>
        <translation>„%1“ ist beendet: %2.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Assay</source>
        <translation>Assay</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>Navigator</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Aktivität</translation>
    </message>
    <message>
        <source>Tool Bar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Open Documents</source>
        <translation>Offene Dokumente</translation>
    </message>
    <message>
        <source>Search or command…  (%1)</source>
        <translation>Suche oder Befehl …  (%1)</translation>
    </message>
    <message>
        <source>Search or Command…</source>
        <translation>Suche oder Befehl …</translation>
    </message>
    <message>
        <source>&amp;New Job…</source>
        <translation>&amp;Neuer Auftrag …</translation>
    </message>
    <message>
        <source>&amp;Run Job</source>
        <translation>Auftrag &amp;ausführen</translation>
    </message>
    <message>
        <source>There is nothing to run on this page; open New Job.</source>
        <translation>Auf dieser Seite gibt es nichts auszuführen; öffnen Sie „Neuer Auftrag“.</translation>
    </message>
    <message>
        <source>Re&amp;fresh</source>
        <translation>Ak&amp;tualisieren</translation>
    </message>
    <message>
        <source>F&amp;ind in This View</source>
        <translation>In dieser Ansicht &amp;suchen</translation>
    </message>
    <message>
        <source>&amp;Close Tab</source>
        <translation>Reiter s&amp;chließen</translation>
    </message>
    <message>
        <source>Next Tab</source>
        <translation>Nächster Reiter</translation>
    </message>
    <message>
        <source>Previous Tab</source>
        <translation>Voriger Reiter</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Assay</source>
        <translation>Ü&amp;ber Assay</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Start</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>&amp;Läufe</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>Sammlungen</translation>
    </message>
    <message>
        <source>&amp;Collections</source>
        <translation>&amp;Sammlungen</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>&amp;Providers</source>
        <translation>&amp;Anbieter</translation>
    </message>
    <message>
        <source>&amp;Navigator</source>
        <translation>&amp;Navigator</translation>
    </message>
    <message>
        <source>&amp;Activity</source>
        <translation>&amp;Aktivität</translation>
    </message>
    <message>
        <source>Next Pane</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Previous Pane</source>
        <translation>Voriger Bereich</translation>
    </message>
    <message>
        <source>Reset &amp;Layout</source>
        <translation>&amp;Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Normal Size</source>
        <translation>&amp;Normale Größe</translation>
    </message>
    <message>
        <source>Theme: Same as System</source>
        <translation>Farben: wie das System</translation>
    </message>
    <message>
        <source>Theme: Light</source>
        <translation>Farben: hell</translation>
    </message>
    <message>
        <source>Theme: Dark</source>
        <translation>Farben: dunkel</translation>
    </message>
    <message>
        <source>Language: Same as System</source>
        <translation>Sprache: wie das System</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Lauf</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About Assay</source>
        <translation>Über Assay</translation>
    </message>
    <message>
        <source>Assay %1</source>
        <translation>Assay %1</translation>
    </message>
    <message>
        <source>A native workbench for evaluating language models. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Eine Werkbank zum Bewerten von Sprachmodellen. Freie Software unter der GNU General Public License, Version 3 oder später.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>C&amp;onnections</source>
        <translation>&amp;Verbindungen</translation>
    </message>
    <message>
        <source>Re&amp;quests</source>
        <translation>An&amp;fragen</translation>
    </message>
</context>
<context>
    <name>assay::MessageBar</name>
    <message>
        <source>Close Message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>assay::Navigator</name>
    <message>
        <source>○ %1</source>
        <comment>connection not opened yet</comment>
        <translation>○ %1</translation>
    </message>
    <message>
        <source>◔ %1 (starting)</source>
        <translation>◔ %1 (startet)</translation>
    </message>
    <message>
        <source>● %1</source>
        <comment>connection works</comment>
        <translation>● %1</translation>
    </message>
    <message>
        <source>✗ %1 (not reachable)</source>
        <translation>✗ %1 (nicht erreichbar)</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>Navigator</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>– %1 (not known to this version)</source>
        <translation>– %1 (dieser Version unbekannt)</translation>
    </message>
</context>
<context>
    <name>assay::NewJobPage</name>
    <message>
        <source>New Job</source>
        <translation>Neuer Auftrag</translation>
    </message>
    <message>
        <source>Draft restored</source>
        <translation>Entwurf wiederhergestellt</translation>
    </message>
    <message>
        <source>The draft is not saved. %1</source>
        <translation>Der Entwurf ist nicht gespeichert. %1</translation>
    </message>
    <message>
        <source>Draft saved</source>
        <translation>Entwurf gespeichert</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>%1 is not ready yet.</source>
        <translation>%1 ist noch nicht bereit.</translation>
    </message>
    <message>
        <source>Number of requests not known: a benchmark does not tell its size</source>
        <translation>Zahl der Anfragen unbekannt: ein Benchmark nennt seine Größe nicht</translation>
    </message>
    <message numerus="yes">
        <source>%n recorded answer(s) to score</source>
        <translation>
            <numerusform>%n aufgezeichnete Antwort zu bewerten</numerusform>
            <numerusform>%n aufgezeichnete Antworten zu bewerten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) to the model</source>
        <translation>
            <numerusform>%n Anfrage an das Modell</numerusform>
            <numerusform>%n Anfragen an das Modell</numerusform>
        </translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Wird gesendet …</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>assay::OverviewTab</name>
    <message>
        <source>Scores and gates as a table</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) failed.</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
    <message>
        <source>No benchmark has a score yet. The Live tab shows how far each of them is.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The run was cancelled before any benchmark had a score.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shown as last known. %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This Run Could Not Be Loaded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading the run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Benchmark Yet</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The server has not named this run's benchmarks yet.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This run ended without any benchmark.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::PlanTab</name>
    <message>
        <source>Benchmarks as sent and as returned</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Metric Asked</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Gate Asked</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>State Returned</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Metric Returned</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Gate Returned</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Provenance</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Benchmarks as Sent and as Returned</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The server judged another metric.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The server used another gate.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not in the plan that is known here.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Updated</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Owner</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model address</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model card</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Key used</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Collection as of</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>MLflow experiment</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>MLflow experiment id</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>MLflow page</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: MLflow run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: logs</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 (override)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run again with the benchmarks listed…</source>
        <translation>Noch einmal, mit aufgeführten Benchmarks …</translation>
    </message>
    <message>
        <source>Plan and What Came Back</source>
        <translation>Plan und was zurückkam</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>Modell: %1</translation>
    </message>
</context>
<context>
    <name>assay::ResultChart</name>
    <message>
        <source>Scores and gates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Bars by benchmark. Arrow keys go from bar to bar, Enter shows its samples, T shows the numbers as a table.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Previous</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>%1 to %2 of %3 benchmarks</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::ResultModel</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>What the statistics say of the score and its gate.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What the server's own rule said, which looks at the score alone.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Answers in which no scorer found what it looked for.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Where the score would lie for other samples of the same kind, %1 times in 100.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Bar</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>%1 % Interval</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>n</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Server Says</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not Extracted</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::ReviewStep</name>
    <message>
        <source>Scores the recorded answers %1.</source>
        <translation>Bewertet die aufgezeichneten Antworten %1.</translation>
    </message>
    <message>
        <source>Asks %1 at %2.</source>
        <translation>Fragt %1 unter %2.</translation>
    </message>
    <message>
        <source>Sent as the collection %1; its own gates apply.</source>
        <translation>Wird als Sammlung %1 gesendet; deren eigene Schwellen gelten.</translation>
    </message>
    <message>
        <source>Sent as single benchmarks, because the collection %1 was changed or limited here and servers ignore such changes inside a collection.</source>
        <translation>Wird als einzelne Benchmarks gesendet, weil die Sammlung %1 hier geändert oder begrenzt wurde und Server solche Änderungen innerhalb einer Sammlung übergehen.</translation>
    </message>
    <message>
        <source>Review and run</source>
        <translation>Prüfen und ausführen</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Ta&amp;gs</source>
        <translation>Schla&amp;gwörter</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>durch Kommas getrennt</translation>
    </message>
    <message>
        <source>&amp;Items of each benchmark</source>
        <translation>&amp;Aufgaben je Benchmark</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Effective Benchmarks</source>
        <translation>Tatsächliche Benchmarks</translation>
    </message>
</context>
<context>
    <name>assay::RunHeader</name>
    <message>
        <source>Statistics say</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Server said</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cancel Run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>Run Again With…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Copy as Text</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cancelling…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stops asking the model. What is finished stays.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Opens a new job with the same settings, to be changed before it starts.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run not loaded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Loading the run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>collection %1</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::RunModel</name>
    <message>
        <source>State: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Collection: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Statistics: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Server: %1</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::RunPage</name>
    <message>
        <source>Views of the run</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The run could not be cancelled. %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The results are on the clipboard as text.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::RunRemover</name>
    <message>
        <source>“%1” is deleted in 10 seconds.</source>
        <translation>„%1“ wird in 10 Sekunden gelöscht.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) are deleted in 10 seconds.</source>
        <translation>
            <numerusform>%n Lauf wird in 10 Sekunden gelöscht.</numerusform>
            <numerusform>%n Läufe werden in 10 Sekunden gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“%1” was not deleted. %2</source>
        <translation>„%1“ wurde nicht gelöscht. %2</translation>
    </message>
</context>
<context>
    <name>assay::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>The Runs Cannot Be Loaded</source>
        <translation>Die Läufe können nicht geladen werden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>%1 Is Not Reachable</source>
        <translation>%1 ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Loading Runs…</source>
        <translation>Läufe werden geladen …</translation>
    </message>
    <message>
        <source>No Run Matches</source>
        <translation>Kein Lauf passt</translation>
    </message>
    <message>
        <source>No run matches “%1”.</source>
        <translation>Kein Lauf passt zu „%1“.</translation>
    </message>
    <message>
        <source>Clear Filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>No Runs Yet</source>
        <translation>Noch keine Läufe</translation>
    </message>
    <message>
        <source>Compose a job, run it, and it shows up here with its verdict.</source>
        <translation>Stellen Sie einen Auftrag zusammen und führen Sie ihn aus; hier erscheint er mit seinem Urteil.</translation>
    </message>
    <message>
        <source>New Job…</source>
        <translation>Neuer Auftrag …</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s), all loaded.</source>
        <translation>
            <numerusform>%n Lauf, vollständig geladen.</numerusform>
            <numerusform>%n Läufe, alle geladen.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 runs loaded, then: %3</source>
        <translation>%1 von %2 Läufen geladen, dann: %3</translation>
    </message>
    <message>
        <source>%1 of %2 runs loaded so far…</source>
        <translation>Bisher %1 von %2 Läufen geladen …</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s), looking for changes…</source>
        <translation>
            <numerusform>%n Lauf, Änderungen werden gesucht …</numerusform>
            <numerusform>%n Läufe, Änderungen werden gesucht …</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 runs loaded; the server's list changed while it was read. Refresh reads it again.</source>
        <translation>%1 von %2 Läufen geladen; die Liste des Servers änderte sich beim Lesen. „Aktualisieren“ liest sie noch einmal.</translation>
    </message>
    <message numerus="yes">
        <source>The filter shows %n of them.</source>
        <translation>
            <numerusform>Der Filter zeigt %n davon.</numerusform>
            <numerusform>Der Filter zeigt %n davon.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a waiting or running run first.</source>
        <translation>Wählen Sie zuerst einen wartenden oder laufenden Lauf.</translation>
    </message>
    <message>
        <source>Choose a run that has ended first; cancel running ones.</source>
        <translation>Wählen Sie zuerst einen beendeten Lauf; laufende lassen sich abbrechen.</translation>
    </message>
    <message>
        <source>“%1” was not cancelled. %2</source>
        <translation>„%1“ wurde nicht abgebrochen. %2</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) have not ended and stay; cancel them first.</source>
        <translation>
            <numerusform>%n Lauf ist nicht beendet und bleibt; brechen Sie ihn zuerst ab.</numerusform>
            <numerusform>%n Läufe sind nicht beendet und bleiben; brechen Sie sie zuerst ab.</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter, for example state:failed model:gemma tag:nightly</source>
        <translation>Filtern, zum Beispiel state:failed model:gemma tag:nightly</translation>
    </message>
    <message>
        <source>Filter Runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Words, or %1</source>
        <translation>Wörter oder %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Cancel Run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>%1 is away; its runs are as of %2.</source>
        <comment>connection, age</comment>
        <translation>%1 ist nicht da; die Läufe von dort haben den Stand: %2.</translation>
    </message>
</context>
<context>
    <name>assay::SampleDetail</name>
    <message>
        <source>Prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Response</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Scores by scoring function</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Scorer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Metadata of the sample</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a sample to see it in full.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Sample %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>repeat %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 + %2 tokens</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>⚠ %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No response</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>∅ No answer was found in the response.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extracted answer: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extracted answer, not word for word in the response: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Part %1 of %2, show the next</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::SampleModel</name>
    <message>
        <source>✓ Pass</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>✗ Fail</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>∅ Not extracted</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>⚠ Error</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>– No score</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>#</source>
        <extracomment>column of item numbers</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Extracted Answer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Response</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::SamplesTab</name>
    <message>
        <source>No further failure.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark whose samples are shown</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search in prompts, responses and targets</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Samples</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>J, K: next, previous · F: next failure</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All %1</source>
        <extracomment>%1 is a number of samples</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>✗ Failed %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>✓ Passed %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>∅ Not Extracted %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>⚠ Errors %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Samples From This Server</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The Samples Could Not Be Loaded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading samples</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Benchmark Yet</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Sample Matches</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing fits the filter and the search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Clear Filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>No Samples Yet</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The first ones appear here as soon as the model has answered.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This benchmark ended without asking anything.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::StartPage</name>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Looking for runs…</source>
        <translation>Läufe werden gesucht …</translation>
    </message>
    <message>
        <source>No runs yet. The demo run takes a few seconds.</source>
        <translation>Noch keine Läufe. Die Vorführung dauert einige Sekunden.</translation>
    </message>
    <message>
        <source>Evaluate Language Models</source>
        <translation>Sprachmodelle bewerten</translation>
    </message>
    <message>
        <source>Choose benchmarks, run them against a model, and see whether it passes your gates. Everything stays on this computer.</source>
        <translation>Wählen Sie Benchmarks, lassen Sie ein Modell antreten und sehen Sie, ob es Ihre Schwellen erreicht. Alles bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Try the Demo Run</source>
        <translation>Vorführung ansehen</translation>
    </message>
    <message>
        <source>Scores recorded answers of a real small model on the starter benchmarks. No key, no network, a few seconds.</source>
        <translation>Bewertet aufgezeichnete Antworten eines echten kleinen Modells. Ohne Schlüssel, ohne Netz, in wenigen Sekunden.</translation>
    </message>
    <message>
        <source>Evaluate My Model…</source>
        <translation>Mein Modell bewerten …</translation>
    </message>
    <message>
        <source>Point Assay at any OpenAI-compatible endpoint, pick benchmarks and gates, and run.</source>
        <translation>Nennen Sie einen OpenAI-kompatiblen Endpunkt, wählen Sie Benchmarks und Schwellen und starten Sie.</translation>
    </message>
    <message>
        <source>You were composing a job: %1</source>
        <translation>Sie haben einen Auftrag angefangen: %1</translation>
    </message>
    <message>
        <source>Continue Draft</source>
        <translation>Entwurf fortsetzen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Recent Runs</source>
        <translation>Letzte Läufe</translation>
    </message>
    <message>
        <source>All Runs</source>
        <translation>Alle Läufe</translation>
    </message>
</context>
<context>
    <name>assay::StatusStrip</name>
    <message>
        <source>○ %1: not connected</source>
        <translation>○ %1: nicht verbunden</translation>
    </message>
    <message>
        <source>◔ %1: starting…</source>
        <translation>◔ %1: startet …</translation>
    </message>
    <message>
        <source>● %1: connected</source>
        <translation>● %1: verbunden</translation>
    </message>
    <message>
        <source>✗ %1: not reachable</source>
        <translation>✗ %1: nicht erreichbar</translation>
    </message>
    <message>
        <source>%1 of %2 slots busy · %3 waiting</source>
        <translation>%1 von %2 Plätzen belegt · %3 warten</translation>
    </message>
    <message>
        <source>%1 of %2 slots busy</source>
        <translation>%1 von %2 Plätzen belegt</translation>
    </message>
    <message numerus="yes">
        <source>▶ %n run(s) active</source>
        <translation>
            <numerusform>▶ %n Lauf aktiv</numerusform>
            <numerusform>▶ %n Läufe aktiv</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Show or Hide Activity</source>
        <translation>Aktivität zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Shows or hides the list of running runs</source>
        <translation>Zeigt oder verbirgt die Liste der laufenden Läufe</translation>
    </message>
    <message>
        <source>Data from %1</source>
        <comment>how old what is shown is, e.g. 8 s ago</comment>
        <translation>Stand: %1</translation>
    </message>
    <message>
        <source>%1: data from %2</source>
        <translation>%1: Daten von %2</translation>
    </message>
    <message>
        <source>%1: not connected</source>
        <translation>%1: nicht verbunden</translation>
    </message>
    <message numerus="yes">
        <source>● %n server(s) connected</source>
        <translation>
            <numerusform>● %n Server verbunden</numerusform>
            <numerusform>● %n Server verbunden</numerusform>
        </translation>
    </message>
    <message>
        <source>✗ %1 of %2 servers connected</source>
        <translation>✗ %1 von %2 Servern verbunden</translation>
    </message>
    <message>
        <source>Show Connections</source>
        <translation>Verbindungen zeigen</translation>
    </message>
    <message>
        <source>Shows the connections</source>
        <translation>Zeigt die Verbindungen</translation>
    </message>
</context>
<context>
    <name>assay::TargetStep</name>
    <message>
        <source>none needed for most local servers</source>
        <translation>für die meisten lokalen Server nicht nötig</translation>
    </message>
    <message>
        <source>saved; type to replace it</source>
        <translation>gespeichert; zum Ersetzen tippen</translation>
    </message>
    <message>
        <source>Enter the address first: a key is only ever sent to its own address.</source>
        <translation>Geben Sie zuerst die Adresse ein: ein Schlüssel geht nur an seine eigene Adresse.</translation>
    </message>
    <message>
        <source>Will be kept in the system's keychain as “%1” and sent only to %2.</source>
        <translation>Wird als „%1“ im Schlüsselbund des Systems aufbewahrt und nur an %2 gesendet.</translation>
    </message>
    <message>
        <source>Kept in the system's keychain as “%1”; sent only to %2.</source>
        <translation>Als „%1“ im Schlüsselbund des Systems; wird nur an %2 gesendet.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Reach</source>
        <translation>Erreichbar</translation>
    </message>
    <message>
        <source>Check Endpoint</source>
        <translation>Endpunkt prüfen</translation>
    </message>
    <message>
        <source>What is evaluated?</source>
        <translation>Was wird bewertet?</translation>
    </message>
    <message>
        <source>An OpenAI-compatible endpoint</source>
        <translation>Ein OpenAI-kompatibler Endpunkt</translation>
    </message>
    <message>
        <source>Recorded answers</source>
        <translation>Aufgezeichnete Antworten</translation>
    </message>
    <message>
        <source>No recorded answers are installed.</source>
        <translation>Es sind keine aufgezeichneten Antworten installiert.</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>A&amp;dresse</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>&amp;Schlüssel</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Check Endpoint lists the models it serves</source>
        <translation>„Endpunkt prüfen“ nennt die angebotenen Modelle</translation>
    </message>
    <message>
        <source>Save Key</source>
        <translation>Schlüssel sichern</translation>
    </message>
    <message>
        <source>Scores answers that were recorded before; no model is asked.</source>
        <translation>Bewertet früher aufgezeichnete Antworten; kein Modell wird gefragt.</translation>
    </message>
    <message>
        <source>Recorded Answers</source>
        <translation>Aufgezeichnete Antworten</translation>
    </message>
</context>
<context>
    <name>assay::ctl</name>
    <message>
        <source>error: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>warning: without authentication any program on this machine can use this engine and run programs as you; leave --no-auth out unless a client cannot send a token.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine</name>
    <message>
        <source>The catalogue file %1, line %2, cannot be used: %3</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The catalogue file %1 cannot be used: %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'id' must be a text of 1 to 36 characters.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The id '%1' stands in %2 already.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'id' is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The model has no URL; write the address of an OpenAI-compatible server into model.url.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model.url '%1' does not begin with http:// or https://; write for instance http://localhost:8080/v1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model.url cannot be read as an address; write for instance http://localhost:8080/v1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model.url holds a user name or password; take it out and store the key under a name in auth.secret_ref.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: the task file cannot be opened (%2); check its permissions.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: the task file is larger than 16 MiB; move its rows into a JSONL file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dataset %1 does not exist; put it beside the task file or correct dataset.file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dataset %1 cannot be opened (%2); check its permissions.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dataset %1 is larger than 2 GiB; split it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dataset %1 cannot be read (%2).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' in the column '%2' is not %3; correct it or the column's type.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>of a known type</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The answer of %1 is larger than 16 MiB; check that model.url names a model server and lower max_tokens.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The secure connection to %1 failed (%2); check its certificate, or use http:// if it has none.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The host of %1 cannot be found; check the spelling of model.url and the network.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The proxy for %1 cannot be found; check https_proxy and http_proxy.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing answers at %1; start the model server or correct the host and port in model.url.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 could not be reached within %2 s; check the address and the network.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 did not answer within %2 s; look at the model server or raise timeout_seconds.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 cannot be used as an address; write for instance http://localhost:8080/v1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 closed the connection before its answer was complete (%2); look at the model server's log.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 redirects to %2; redirects are not followed, so put the final address into model.url.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 wants a key (%2); store one and name it in auth.secret_ref.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 refused the key '%2' (%3); store the right key under that name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 knows no such path or no model '%2' (%3); check model.url, which usually ends in /v1, and model.name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 answers that it gets too many requests (%2), after %3 tries; lower concurrency or wait.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 failed (%2), after %3 tries; look at the model server's log.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 refused the request (%2); check model.name and the generation parameters.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The answer of %1 has no choices%2; check that model.url names an OpenAI-compatible server.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a web page</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>something that is not JSON</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 answered with %2 instead of an answer in JSON; check model.url, which usually ends in /v1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark %1: test_data_ref cannot be used with native tasks; remove it, or put the data beside the task file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The workspace %1 cannot be written (%2); choose another folder with --workspace.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::Catalogue</name>
    <message>
        <source>The id '%1' is that of another task.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::CsvReader</name>
    <message>
        <source>the quote that opens here is never closed; close it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>text follows a closing quote; put the whole field in quotes and double the quotes inside it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>there is no header row; write the column names there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>column %1 of the header has no name; give it one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the column '%1' stands twice in the header; rename one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>this row has %1 fields, but the header has %2; quote fields that hold a separator.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::DatasetLoader</name>
    <message>
        <source>%1 has no rows; a benchmark needs at least one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>line %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>this is not valid JSON (near character %1); mend or remove the line.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 has no column '%2', which dataset.csv.types names; its columns are %3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the column '%1' is not UTF-8 text; save the file as UTF-8.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>row %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a row must be an object, {"column": value}, but this is %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>there is no column '%1', which %2 needs; the row's columns are %3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the id in the column '%1' must be text or a whole number; give the row one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the id '%1' was used by an earlier row; ids must be unique.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::EngineFile</name>
    <message>
        <source>The file engine.json is damaged; stop the engine and start it again.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::JsonFaults</name>
    <message>
        <source>the file must hold an object, that is lines of 'member: value'.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be an object with members of its own.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::JsonReader</name>
    <message>
        <source>is unknown; known here are %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>is missing; add it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be a list.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be text and not empty.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be text; put it in quotes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be a list of texts; put each in quotes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be true or false.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>is %1; it must be a number.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>is %1; it must be a number from %2 to %3.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>is %1; it must be a whole number from %2 to %3.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::ModelClient::State</name>
    <message>
        <source>No key store is available, so the key '%1' cannot be fetched; start the engine with one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no usable key '%1'; store one under that name for %2.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::NativeAttempt</name>
    <message>
        <source>Benchmark %1: the native runner does not know %2 and ignored it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>An answer of benchmark %1 could not be stored; free disk space and start the benchmark again: what was stored is kept.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 of %2 items got no answer; they are left out of every metric. The first: %3</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::PromptTemplate</name>
    <message>
        <source>'{{' at character %1 is never closed; write {{column}}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'{{}}' at character %1 names no column; write {{column}}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The prompt's template names the column '%1', which the row does not have.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::Recording</name>
    <message>
        <source>model.url 'recorded:%1' names no recording; a name has letters, digits and . _ - only.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no recording '%1'; put %1.jsonl into %2 or correct model.url.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The recording %1.jsonl cannot be opened (%2); check its permissions.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>this is not a JSON object; mend or remove the line.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the recording is empty; its first line must be {"recording": 1, "model": ...}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the first line must be the header, {"recording": 1, "model": ...}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>an answer needs the texts "task", "id" and "response".</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>"%1" must be a number from 0.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the item '%1' of the task '%2' is answered twice; remove one line.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The recording '%1' has no answer to the item '%2' of the task '%3'; record the task again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The recording '%1' has no answer %4 to the item '%2' of the task '%3'; record the task again or lower repeats.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::TaskLibrary</name>
    <message>
        <source>%1: the id '%2' is used by %3 already; choose another.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No task file has the id '%1'; task files were looked for in %2.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::TaskParser</name>
    <message>
        <source>'%1' may hold letters, digits and . _ : - only, 128 at most.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must have exactly one of file, csv and rows.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>names a CSV file; write csv: {file: %1} instead.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be a comma, a semicolon or a tab.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' is unknown; known are text, number, boolean, json.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' leads out of the task's folder; put the dataset beside the task file and name it without '..'.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' is a link that leads out of the task's folder; put the file itself there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' is unknown; known are chat, completion.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must be an object with the columns %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>has no column '%1'; the template and the target need %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must name at least one scoring function; known are %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' is unknown; known are %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' asks a judge model, which the native runner cannot do yet; use a basic:: function.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>must name at least one; known are %1.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'%1' is not computed by scoring; computed are %2.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::engine::Workspace</name>
    <message>
        <source>The workspace %1 is on a network file system, where two machines could write at once; choose a folder on a local disk with --workspace.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The workspace %1 is in use by another engine (process %2); use that one, stop it, or choose another folder with --workspace.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The workspace %1 is in use on %2; stop the engine there. If the folder is a copy, delete engine.json in it.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::json</name>
    <message>
        <source>This is not JSON: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This is not YAML: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::reports</name>
    <message>
        <source>gate, with the side that passes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Scores and gates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>The verdicts in words</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Time and tokens</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mean latency, ms</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Prompt tokens</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Answer tokens</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Unreadable answers</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Failed requests</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Item</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Gained: right only with %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lost: right only with %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>changed items (%1)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From → to</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Gained</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lost</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Both right</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Both wrong</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Gained items are right with %1 and wrong with %2; lost ones the other way round.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The difference is an exact McNemar test of each benchmark on its own, not corrected for the number of benchmarks.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Items gained and lost</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Made by</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Policy</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Where these numbers come from</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>en</source>
        <extracomment>the language code of the translation, as in HTML's lang attribute</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Items that %1 gained and lost against %2:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pass</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>Nicht bestanden</translation>
    </message>
    <message>
        <source>Too close to call</source>
        <translation>Zu knapp</translation>
    </message>
    <message>
        <source>No result</source>
        <translation>Kein Ergebnis</translation>
    </message>
    <message>
        <source>Not gated</source>
        <translation>Ohne Schwelle</translation>
    </message>
    <message>
        <source>%1 % interval</source>
        <extracomment>%1 is a number, e.g. 95</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no items in common</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no item changed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: very unlikely to be chance</source>
        <extracomment>%1 is e.g. "p = 0.003"</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: unlikely to be chance</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1: may well be chance</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No gates were set.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Passes all gates (%1).</source>
        <extracomment>a run over benchmarks with gates</extracomment>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Passes %1 of %2 gates, fails %3; %4 too close to call.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Evaluation report</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::reports::Chart</name>
    <message>
        <source>Scores from 0 to 1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Scores in %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>gate %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Too close</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>assay::ConnectedPage</name>
    <message>
        <source>%1 on %2</source>
        <comment>page and connection</comment>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>Connection:</source>
        <translation>Verbindung:</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
</context>
<context>
    <name>assay::ConnectionCheckModel</name>
    <message>
        <source>✗ The test stops at “%1”. %2 %3</source>
        <translation>✗ Der Test endet bei „%1“. %2 %3</translation>
    </message>
    <message>
        <source>▶ %1…</source>
        <comment>the step of a test that runs</comment>
        <translation>▶ %1…</translation>
    </message>
    <message>
        <source>✓ The connection works.</source>
        <translation>✓ Die Verbindung funktioniert.</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>Abilities</source>
        <translation>Fähigkeiten</translation>
    </message>
</context>
<context>
    <name>assay::ConnectionForm</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mandant</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Authentication</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>Privater Schlüssel</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA-Datei</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Proxy address</source>
        <translation>Adresse des Proxys</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Zeit zum Verbinden</translation>
    </message>
    <message>
        <source>Time to answer</source>
        <translation>Zeit zum Antworten</translation>
    </message>
    <message>
        <source>Time between looks</source>
        <translation>Zeit zwischen Abfragen</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Guard</source>
        <translation>Schutz</translation>
    </message>
    <message>
        <source>Choose PEM File</source>
        <translation>PEM-Datei wählen</translation>
    </message>
    <message>
        <source>PEM files (*.pem *.crt *.cer *.key);;All files (*)</source>
        <translation>PEM-Dateien (*.pem *.crt *.cer *.key);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>None</source>
        <comment>no colour</comment>
        <translation>Keine</translation>
    </message>
    <message>
        <source>None</source>
        <comment>no authentication</comment>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer-Token</translation>
    </message>
    <message>
        <source>Key in a header of its own</source>
        <translation>Schlüssel in einem eigenen Header</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>Client-Zertifikat</translation>
    </message>
    <message>
        <source>Same as system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>None</source>
        <comment>no proxy</comment>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>This one</source>
        <translation>Dieser</translation>
    </message>
    <message>
        <source>Colour %1</source>
        <translation>Farbe %1</translation>
    </message>
    <message>
        <source>Proxy: enter its address, for example http://proxy.example.com:3128.</source>
        <translation>Proxy: Geben Sie seine Adresse ein, zum Beispiel http://proxy.example.com:3128.</translation>
    </message>
    <message>
        <source>Key: enter it; it is kept in the system's keychain.</source>
        <translation>Schlüssel: Geben Sie ihn ein; er liegt dann im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>Key: the stored one is bound to %1; enter the key for %2.</source>
        <translation>Schlüssel: Der gespeicherte ist an %1 gebunden; geben Sie den Schlüssel für %2 ein.</translation>
    </message>
    <message>
        <source>the address above</source>
        <translation>die Adresse oben</translation>
    </message>
    <message>
        <source>Only for an encrypted key file. Kept in the system's keychain.</source>
        <translation>Nur für eine verschlüsselte Schlüsseldatei. Liegt im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>Kept in the system's keychain and sent to %1 only. Leave it empty to keep the stored one.</source>
        <translation>Liegt im Schlüsselbund des Systems und wird nur an %1 gesendet. Leer lassen, um den gespeicherten zu behalten.</translation>
    </message>
    <message>
        <source>s</source>
        <comment>seconds</comment>
        <translation>s</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose File: %1</source>
        <translation>Datei wählen: %1</translation>
    </message>
    <message>
        <source>In a cluster the namespace; empty: not sent</source>
        <translation>Im Cluster der Namensraum; leer: nicht gesendet</translation>
    </message>
    <message>
        <source>Empty: not sent</source>
        <translation>Leer: nicht gesendet</translation>
    </message>
    <message>
        <source>Only for a certificate that this computer does not trust</source>
        <translation>Nur für ein Zertifikat, dem dieser Rechner nicht vertraut</translation>
    </message>
    <message>
        <source>Ask before every change</source>
        <translation>Vor jeder Änderung fragen</translation>
    </message>
</context>
<context>
    <name>assay::ConnectionListModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>– Not known to this version</source>
        <translation>– Dieser Version unbekannt</translation>
    </message>
    <message>
        <source>○ Not connected</source>
        <translation>○ Nicht verbunden</translation>
    </message>
    <message>
        <source>◔ Connecting…</source>
        <translation>◔ Verbindet…</translation>
    </message>
    <message>
        <source>● Connected</source>
        <translation>● Verbunden</translation>
    </message>
    <message>
        <source>✗ Not reachable</source>
        <translation>✗ Nicht erreichbar</translation>
    </message>
</context>
<context>
    <name>assay::ConnectionsPage</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>the new connection</source>
        <translation>der neuen Verbindung</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>The changes to %1 are not saved.</source>
        <translation>Die Änderungen an %1 sind nicht gesichert.</translation>
    </message>
    <message>
        <source>Go Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>The connection is not saved. %1</source>
        <translation>Die Verbindung ist nicht gesichert. %1</translation>
    </message>
    <message>
        <source>Keep the Key for This Session</source>
        <translation>Schlüssel für diese Sitzung behalten</translation>
    </message>
    <message>
        <source>“%1” is saved.</source>
        <translation>„%1“ ist gesichert.</translation>
    </message>
    <message>
        <source>Remove “%1”? Its key is deleted from the keychain; what is on the server stays there.</source>
        <translation>„%1“ entfernen? Ihr Schlüssel wird aus dem Schlüsselbund gelöscht; was auf dem Server liegt, bleibt dort.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>The connection is not removed. %1</source>
        <translation>Die Verbindung ist nicht entfernt. %1</translation>
    </message>
    <message>
        <source>There are changes that are not saved.</source>
        <translation>Es gibt Änderungen, die nicht gesichert sind.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Discard Changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>server and version</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>○ Not connected.</source>
        <translation>○ Nicht verbunden.</translation>
    </message>
    <message>
        <source>◔ Connecting…</source>
        <translation>◔ Verbindet…</translation>
    </message>
    <message>
        <source>● Connected to %1.</source>
        <translation>● Verbunden mit %1.</translation>
    </message>
    <message>
        <source>✗ Not reachable. %1</source>
        <translation>✗ Nicht erreichbar. %1</translation>
    </message>
    <message>
        <source>New Connection</source>
        <translation>Neue Verbindung</translation>
    </message>
    <message>
        <source>The Engine of This Computer</source>
        <translation>Die Engine dieses Rechners</translation>
    </message>
    <message>
        <source>It starts by itself, needs no key and no network. Add a connection to work with an EvalHub server beside it.</source>
        <translation>Sie startet von selbst und braucht weder Schlüssel noch Netz. Fügen Sie eine Verbindung hinzu, um daneben mit einem EvalHub-Server zu arbeiten.</translation>
    </message>
    <message>
        <source>Add Connection…</source>
        <translation>Verbindung hinzufügen…</translation>
    </message>
    <message>
        <source>A Kind That This Version Does Not Know</source>
        <translation>Eine Art, die diese Version nicht kennt</translation>
    </message>
    <message>
        <source>“%1” is kept as it is; a newer version of Assay can use it.</source>
        <translation>„%1“ bleibt, wie es ist; eine neuere Version von Assay kann damit arbeiten.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Sichert…</translation>
    </message>
    <message>
        <source>The engine of this computer is always there.</source>
        <translation>Die Engine dieses Rechners ist immer da.</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
</context>
<context>
    <name>assay::LadderView</name>
    <message>
        <source>Steps of the Test</source>
        <translation>Schritte des Tests</translation>
    </message>
</context>
<context>
    <name>assay::RequestLogModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Trace Id</source>
        <translation>Trace-Id</translation>
    </message>
    <message>
        <source>✗ none</source>
        <comment>no status: there was no answer</comment>
        <translation>✗ keiner</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
</context>
<context>
    <name>assay::RequestsPanel</name>
    <message>
        <source>The request is on the clipboard as a curl command; its key is the variable ASSAY_KEY.</source>
        <translation>Die Anfrage liegt als curl-Befehl in der Zwischenablage; ihr Schlüssel ist die Variable ASSAY_KEY.</translation>
    </message>
    <message>
        <source>The trace id is on the clipboard.</source>
        <translation>Die Trace-Id liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Filter by path, status, trace id…</source>
        <translation>Nach Pfad, Status, Trace-Id filtern…</translation>
    </message>
    <message>
        <source>Filter Requests</source>
        <translation>Anfragen filtern</translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation>Als curl kopieren</translation>
    </message>
    <message>
        <source>Copy Trace Id</source>
        <translation>Trace-Id kopieren</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>assay::PlanModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Benchmark and Value</source>
        <translation>Benchmark und Angabe</translation>
    </message>
    <message>
        <source>As Executed</source>
        <translation>Wie ausgeführt</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>Wirkung</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>Schätzung</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Came back otherwise</source>
        <translation>Kam anders zurück</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) will not do what was asked</source>
        <translation>
            <numerusform>%n Angabe wirkt nicht wie gewünscht</numerusform>
            <numerusform>%n Angaben wirken nicht wie gewünscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Collection %1</source>
        <translation>Sammlung %1</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Not in the plan</source>
        <translation>Nicht im Plan</translation>
    </message>
</context>
<context>
    <name>assay::PlanView</name>
    <message>
        <source>By the rules of %1. %2</source>
        <translation>Nach den Regeln von %1. %2</translation>
    </message>
    <message>
        <source>Plan of the job</source>
        <translation>Plan des Auftrags</translation>
    </message>
    <message>
        <source>Every value with where it is from. Return carries out the fix of the current value.</source>
        <translation>Jede Angabe mit ihrer Herkunft. Eingabe führt die Abhilfe der gewählten Angabe aus.</translation>
    </message>
</context>
<context>
    <name>assay::Checking</name>
    <message>
        <source>“%1” must be names with values.</source>
        <translation>„%1“ muss aus Namen mit Werten bestehen.</translation>
    </message>
    <message>
        <source>At least one benchmark, or a collection, is needed.</source>
        <translation>Mindestens ein Benchmark oder eine Sammlung ist nötig.</translation>
    </message>
    <message>
        <source>Either benchmarks or a collection can be given, not both.</source>
        <translation>Entweder Benchmarks oder eine Sammlung, nicht beides.</translation>
    </message>
    <message>
        <source>The endpoint is required where not every benchmark has recorded answers.</source>
        <translation>Der Endpunkt ist erforderlich, wenn nicht jeder Benchmark aufgezeichnete Antworten hat.</translation>
    </message>
    <message>
        <source>Retries must be 100 or fewer.</source>
        <translation>Höchstens 100 Wiederholungen.</translation>
    </message>
    <message>
        <source>A hardware profile cannot be combined with queue, CPU, memory or GPU.</source>
        <translation>Ein Hardware-Profil kann nicht mit Warteschlange, CPU, Speicher oder GPU kombiniert werden.</translation>
    </message>
    <message>
        <source>A repository with a secret needs an https address.</source>
        <translation>Ein Repository mit Geheimnis braucht eine https-Adresse.</translation>
    </message>
</context>
<context>
    <name>assay::ChoiceEditor</name>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>↑ higher is better</source>
        <translation>↑ höher ist besser</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>↓ lower is better</source>
        <translation>↓ niedriger ist besser</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
</context>
<context>
    <name>assay::CollectionEditorPage</name>
    <message>
        <source>New Collection</source>
        <translation>Neue Sammlung</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Benchmarks and Gates</source>
        <translation>Benchmarks und Schwellen</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>Einordnung</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Parts of the Collection</source>
        <translation>Teile der Sammlung</translation>
    </message>
    <message>
        <source>Search all providers</source>
        <translation>Alle Anbieter durchsuchen</translation>
    </message>
    <message>
        <source>Search Benchmarks of All Providers</source>
        <translation>Benchmarks aller Anbieter durchsuchen</translation>
    </message>
    <message>
        <source>Benchmarks of All Providers</source>
        <translation>Benchmarks aller Anbieter</translation>
    </message>
    <message>
        <source>Add to Collection</source>
        <translation>Zur Sammlung hinzufügen</translation>
    </message>
    <message>
        <source>Drag benchmarks into the table, or press Enter</source>
        <translation>Benchmarks in die Tabelle ziehen oder Eingabe drücken</translation>
    </message>
</context>
<context>
    <name>assay::ConflictDialog</name>
    <message>
        <source>Changed Meanwhile</source>
        <translation>Inzwischen geändert</translation>
    </message>
    <message>
        <source>Somebody else has changed “%1” on the server since you opened it. Nothing has been saved. They changed:</source>
        <translation>Jemand hat „%1“ auf dem Server geändert, seit Sie es geöffnet haben. Es wurde nichts gespeichert. Geändert wurde:</translation>
    </message>
    <message>
        <source>Their Changes</source>
        <translation>Fremde Änderungen</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>&amp;Zusammenführen</translation>
    </message>
    <message>
        <source>Both: their changes come into your document, unsaved; where both changed the same, yours stays.</source>
        <translation>Beides: Die fremden Änderungen kommen in Ihr Dokument, ungespeichert; wo beide dasselbe änderten, bleibt Ihres.</translation>
    </message>
    <message>
        <source>Keep Mine as &amp;Copy</source>
        <translation>Meines als &amp;Kopie behalten</translation>
    </message>
    <message>
        <source>Theirs stays on the server; yours becomes a new document.</source>
        <translation>Das fremde bleibt auf dem Server; Ihres wird ein neues Dokument.</translation>
    </message>
    <message>
        <source>&amp;Overwrite</source>
        <translation>Ü&amp;berschreiben</translation>
    </message>
    <message>
        <source>Yours replaces theirs. Theirs is kept among the versions on this machine.</source>
        <translation>Ihres ersetzt das fremde. Das fremde bleibt unter den Versionen auf diesem Rechner.</translation>
    </message>
</context>
<context>
    <name>assay::DeleteDialog</name>
    <message>
        <source>Where Used</source>
        <translation>Verwendung</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Looking where “%1” is used…</source>
        <translation>Es wird gesucht, wo „%1“ verwendet wird …</translation>
    </message>
    <message>
        <source>Used By</source>
        <translation>Verwendet von</translation>
    </message>
    <message>
        <source>Where it is used could not be found out: %1</source>
        <translation>Die Verwendung ließ sich nicht ermitteln: %1</translation>
    </message>
    <message>
        <source>Nothing names “%1”.</source>
        <translation>Nichts nennt „%1“.</translation>
    </message>
    <message numerus="yes">
        <source>%n collection(s) name it and will not run without it.</source>
        <translation>
            <numerusform>%n Sammlung nennt ihn und läuft nicht ohne ihn.</numerusform>
            <numerusform>%n Sammlungen nennen ihn und laufen nicht ohne ihn.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) used it; their results stay.</source>
        <translation>
            <numerusform>%n Lauf hat ihn verwendet; die Ergebnisse bleiben.</numerusform>
            <numerusform>%n Läufe haben ihn verwendet; die Ergebnisse bleiben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were made from it; their results stay.</source>
        <translation>
            <numerusform>%n Lauf entstand daraus; die Ergebnisse bleiben.</numerusform>
            <numerusform>%n Läufe entstanden daraus; die Ergebnisse bleiben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only the newest %n run(s) were looked at.</source>
        <translation>
            <numerusform>Nur der neueste %n Lauf wurde angesehen.</numerusform>
            <numerusform>Nur die neuesten %n Läufe wurden angesehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Collection: %1</source>
        <translation>Sammlung: %1</translation>
    </message>
    <message>
        <source>Run: %1</source>
        <translation>Lauf: %1</translation>
    </message>
</context>
<context>
    <name>assay::DocumentChange</name>
    <message>
        <source>%1: added</source>
        <translation>%1: hinzugefügt</translation>
    </message>
    <message>
        <source>%1: %2 (new)</source>
        <translation>%1: %2 (neu)</translation>
    </message>
    <message>
        <source>%1: removed</source>
        <translation>%1: entfernt</translation>
    </message>
    <message>
        <source>%1: %2 (removed)</source>
        <translation>%1: %2 (entfernt)</translation>
    </message>
    <message>
        <source>%1: order changed</source>
        <translation>%1: Reihenfolge geändert</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1: %2 → %3</translation>
    </message>
</context>
<context>
    <name>assay::DocumentModel</name>
    <message>
        <source>Change %1</source>
        <translation>%1 ändern</translation>
    </message>
    <message numerus="yes">
        <source>Change %1 of %n row(s)</source>
        <translation>
            <numerusform>%1 in %n Zeile ändern</numerusform>
            <numerusform>%1 in %n Zeilen ändern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n row(s)</source>
        <translation>
            <numerusform>%n Zeile hinzufügen</numerusform>
            <numerusform>%n Zeilen hinzufügen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n row(s)</source>
        <translation>
            <numerusform>%n Zeile entfernen</numerusform>
            <numerusform>%n Zeilen entfernen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n row(s)</source>
        <translation>
            <numerusform>%n Zeile verschieben</numerusform>
            <numerusform>%n Zeilen verschieben</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit Text</source>
        <translation>Text bearbeiten</translation>
    </message>
</context>
<context>
    <name>assay::DocumentSession</name>
    <message>
        <source>This provider comes with the server and cannot be changed. Clone it to edit a copy.</source>
        <translation>Dieser Anbieter gehört zum Server und kann nicht geändert werden. Klonen Sie ihn, um eine Kopie zu bearbeiten.</translation>
    </message>
    <message>
        <source>This collection comes with the server and cannot be changed. Clone it to edit a copy.</source>
        <translation>Diese Sammlung gehört zum Server und kann nicht geändert werden. Klonen Sie sie, um eine Kopie zu bearbeiten.</translation>
    </message>
    <message>
        <source>This collection is curated (its curation order is above 0), so the server lets nobody change it. Clone it to edit a copy.</source>
        <translation>Diese Sammlung ist kuratiert (ihre kuratierte Reihenfolge ist über 0), daher lässt der Server niemanden sie ändern. Klonen Sie sie, um eine Kopie zu bearbeiten.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>%1: yours is %2, theirs was %3</source>
        <translation>%1: Ihres ist %2, das fremde war %3</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
</context>
<context>
    <name>assay::EditorPage</name>
    <message>
        <source>“%1” is saved.</source>
        <translation>„%1“ ist gespeichert.</translation>
    </message>
    <message>
        <source>Their changes are in your document now. Look at it and save.</source>
        <translation>Die fremden Änderungen stehen jetzt in Ihrem Dokument. Sehen Sie es durch und speichern Sie.</translation>
    </message>
    <message>
        <source>Their changes are in your document now, except where both changed the same: %1.</source>
        <translation>Die fremden Änderungen stehen jetzt in Ihrem Dokument, außer wo beide dasselbe änderten: %1.</translation>
    </message>
    <message>
        <source>Your unsaved changes are back. Undo is not; Earlier Versions and the server's state are.</source>
        <translation>Ihre ungespeicherten Änderungen sind wieder da. Rückgängig reicht nicht weiter zurück; frühere Versionen und der Stand des Servers sind erreichbar.</translation>
    </message>
    <message>
        <source>Not saved yet: %1</source>
        <translation>Noch nicht gespeichert: %1</translation>
    </message>
    <message>
        <source>Take Earlier Version</source>
        <translation>Frühere Version übernehmen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>YAML and JSON (*.yaml *.yml *.json);;All Files (*)</source>
        <translation>YAML und JSON (*.yaml *.yml *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 cannot be imported: %2</source>
        <translation>%1 kann nicht importiert werden: %2</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>YAML (*.yaml)</source>
        <translation>YAML (*.yaml)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Written to %1.</source>
        <translation>Nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>This Document Cannot Be Loaded</source>
        <translation>Dieses Dokument lässt sich nicht laden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Read only</source>
        <translation>Nur lesbar</translation>
    </message>
    <message>
        <source>Not on the server yet; kept as a draft on this machine</source>
        <translation>Noch nicht auf dem Server; als Entwurf auf diesem Rechner aufbewahrt</translation>
    </message>
    <message>
        <source>Unsaved changes; kept as a draft on this machine</source>
        <translation>Ungespeicherte Änderungen; als Entwurf auf diesem Rechner aufbewahrt</translation>
    </message>
    <message>
        <source>Saved on %1</source>
        <translation>Gespeichert auf %1</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Speichern (Strg+S)</translation>
    </message>
    <message>
        <source>Clone to Edit</source>
        <translation>Klonen und bearbeiten</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Earlier Versions…</source>
        <translation>Frühere Versionen …</translation>
    </message>
    <message>
        <source>Where Used…</source>
        <translation>Verwendung …</translation>
    </message>
    <message>
        <source>Import YAML or JSON…</source>
        <translation>YAML oder JSON importieren …</translation>
    </message>
    <message>
        <source>Export as YAML…</source>
        <translation>Als YAML exportieren …</translation>
    </message>
    <message>
        <source>Export as JSON…</source>
        <translation>Als JSON exportieren …</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
</context>
<context>
    <name>assay::EntryRowsModel</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>– none</source>
        <translation>– keine</translation>
    </message>
    <message>
        <source>%1 (provider's)</source>
        <translation>%1 (vom Anbieter)</translation>
    </message>
    <message>
        <source>↓ lower is better</source>
        <translation>↓ niedriger ist besser</translation>
    </message>
    <message>
        <source>↑ higher is better</source>
        <translation>↑ höher ist besser</translation>
    </message>
    <message>
        <source>report only</source>
        <translation>nur berichten</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
</context>
<context>
    <name>assay::PairsEditor</name>
    <message>
        <source>Add Row</source>
        <translation>Zeile hinzufügen</translation>
    </message>
    <message>
        <source>Remove Row</source>
        <translation>Zeile entfernen</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Add Row to %1</source>
        <translation>Zeile zu %1 hinzufügen</translation>
    </message>
    <message>
        <source>Remove Row of %1</source>
        <translation>Zeile aus %1 entfernen</translation>
    </message>
</context>
<context>
    <name>assay::ProblemListModel</name>
    <message>
        <source>Quick Fix</source>
        <translation>Schnell beheben</translation>
    </message>
    <message>
        <source>Quick Fixes</source>
        <translation>Schnellkorrekturen</translation>
    </message>
</context>
<context>
    <name>assay::ProblemStrip</name>
    <message numerus="yes">
        <source>✗ %n problem(s)</source>
        <translation>
            <numerusform>✗ %n Problem</numerusform>
            <numerusform>✗ %n Probleme</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ %n warning(s)</source>
        <translation>
            <numerusform>⚠ %n Warnung</numerusform>
            <numerusform>⚠ %n Warnungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>ℹ %n note(s)</source>
        <translation>
            <numerusform>ℹ %n Hinweis</numerusform>
            <numerusform>ℹ %n Hinweise</numerusform>
        </translation>
    </message>
    <message>
        <source>✓ No problems</source>
        <translation>✓ Keine Probleme</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Quick Fix</source>
        <translation>Schnell beheben</translation>
    </message>
    <message>
        <source>Fix All</source>
        <translation>Alle beheben</translation>
    </message>
</context>
<context>
    <name>assay::ProviderEditorPage</name>
    <message>
        <source>New Provider</source>
        <translation>Neuer Anbieter</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Parts of the Provider</source>
        <translation>Teile des Anbieters</translation>
    </message>
    <message>
        <source>On This Machine</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>In a Cluster</source>
        <translation>In einem Cluster</translation>
    </message>
</context>
<context>
    <name>assay::RowsDelegate</name>
    <message>
        <source>↑ higher is better</source>
        <translation>↑ höher ist besser</translation>
    </message>
    <message>
        <source>↓ lower is better</source>
        <translation>↓ niedriger ist besser</translation>
    </message>
</context>
<context>
    <name>assay::RowsEditor</name>
    <message>
        <source>The clipboard holds no rows: copy some from a table like this one, from a spreadsheet, or as JSON.</source>
        <translation>Die Zwischenablage enthält keine Zeilen: Kopieren Sie welche aus einer solchen Tabelle, aus einer Tabellenkalkulation oder als JSON.</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add a row (Insert)</source>
        <translation>Eine Zeile hinzufügen (Einfg)</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Duplicate the chosen rows (Ctrl+D)</source>
        <translation>Gewählte Zeilen duplizieren (Strg+D)</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the chosen rows (Delete)</source>
        <translation>Gewählte Zeilen entfernen (Entf)</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>Move the chosen rows up (Alt+Up)</source>
        <translation>Gewählte Zeilen nach oben (Alt+Auf)</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Move the chosen rows down (Alt+Down)</source>
        <translation>Gewählte Zeilen nach unten (Alt+Ab)</translation>
    </message>
</context>
<context>
    <name>assay::SaveDialog</name>
    <message>
        <source>Send only these changes (JSON Patch)</source>
        <translation>Nur diese Änderungen senden (JSON Patch)</translation>
    </message>
    <message>
        <source>Replace the whole document</source>
        <translation>Das ganze Dokument ersetzen</translation>
    </message>
    <message>
        <source>Save Changes</source>
        <translation>Änderungen speichern</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) to “%1”:</source>
        <translation>
            <numerusform>%n Änderung an „%1“:</numerusform>
            <numerusform>%n Änderungen an „%1“:</numerusform>
        </translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>JSON Patch</source>
        <translation>JSON Patch</translation>
    </message>
</context>
<context>
    <name>assay::VersionsDialog</name>
    <message>
        <source>Changed Since Then</source>
        <translation>Seither geändert</translation>
    </message>
    <message>
        <source>Earlier Versions</source>
        <translation>Frühere Versionen</translation>
    </message>
    <message>
        <source>No earlier version is kept on this machine yet: each save keeps the one before it.</source>
        <translation>Auf diesem Rechner liegt noch keine frühere Version: Jedes Speichern bewahrt die vorige auf.</translation>
    </message>
    <message>
        <source>Kept on this machine, newest first. Choose one to see what has changed since then.</source>
        <translation>Auf diesem Rechner aufbewahrt, neueste zuerst. Wählen Sie eine, um zu sehen, was sich seither geändert hat.</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Take This Version</source>
        <translation>Diese Version übernehmen</translation>
    </message>
    <message>
        <source>Nothing has changed since.</source>
        <translation>Seither hat sich nichts geändert.</translation>
    </message>
</context>
<context>
    <name>assay::YamlView</name>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>Document as YAML</source>
        <translation>Dokument als YAML</translation>
    </message>
    <message>
        <source>Write YAML or JSON here.</source>
        <translation>Schreiben Sie hier YAML oder JSON.</translation>
    </message>
</context>
<context>
    <name>assay::Applying</name>
    <message>
        <source>The collection itself sets %1 to %2, and that wins over what the run asks for.</source>
        <translation>Die Sammlung selbst setzt %1 auf %2, und das geht dem vor, was der Lauf verlangt.</translation>
    </message>
</context>
<context>
    <name>assay::BatchStore</name>
    <message>
        <source>The list of jobs to send cannot be read; it is left as it is.</source>
        <translation>Die Liste der zu sendenden Aufträge ist nicht lesbar; sie bleibt, wie sie ist.</translation>
    </message>
</context>
<context>
    <name>assay::BatchSubmit</name>
    <message numerus="yes">
        <source>The answer was lost. The server is asked for the run in %n second(s), when the first request must have ended.</source>
        <translation>
            <numerusform>Die Antwort ging verloren. Der Server wird in %n Sekunde nach dem Lauf gefragt, wenn die erste Anfrage beendet sein muss.</numerusform>
            <numerusform>Die Antwort ging verloren. Der Server wird in %n Sekunden nach dem Lauf gefragt, wenn die erste Anfrage beendet sein muss.</numerusform>
        </translation>
    </message>
    <message>
        <source>The server cannot be asked whether it has the run: %1</source>
        <translation>Der Server kann nicht gefragt werden, ob er den Lauf hat: %1</translation>
    </message>
    <message>
        <source>The server's answer names no run.</source>
        <translation>Die Antwort des Servers nennt keinen Lauf.</translation>
    </message>
    <message>
        <source>The runs to send cannot be written down, so nothing more is sent: %1</source>
        <translation>Die zu sendenden Läufe können nicht aufgeschrieben werden, darum wird nichts mehr gesendet: %1</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>Being sent</source>
        <translation>Wird gesendet</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>assay::RecipeListModel</name>
    <message>
        <source>The saved recipes cannot be read; they are left as they are.</source>
        <translation>Die gespeicherten Rezepte sind nicht lesbar; sie bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>One of the saved recipes cannot be read; they are left as they are.</source>
        <translation>Eines der gespeicherten Rezepte ist nicht lesbar; sie bleiben, wie sie sind.</translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s)</source>
        <translation>
            <numerusform>%n Benchmark</numerusform>
            <numerusform>%n Benchmarks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n target(s)</source>
        <translation>
            <numerusform>%n Ziel</numerusform>
            <numerusform>%n Ziele</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>A recipe needs a name.</source>
        <translation>Ein Rezept braucht einen Namen.</translation>
    </message>
    <message>
        <source>The name must be one line without spaces around it.</source>
        <translation>Der Name muss eine Zeile sein, ohne Leerzeichen am Rand.</translation>
    </message>
    <message>
        <source>The name has more than %1 characters.</source>
        <translation>Der Name hat mehr als %1 Zeichen.</translation>
    </message>
    <message>
        <source>There is a recipe “%1” already; choose another name.</source>
        <translation>Es gibt schon ein Rezept „%1“; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>There is no recipe “%1” any more.</source>
        <translation>Es gibt kein Rezept „%1“ mehr.</translation>
    </message>
</context>
</TS>
