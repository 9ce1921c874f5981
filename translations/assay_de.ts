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
        <translation type="unfinished" />
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
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 did not answer within %2 seconds; check that the server runs and is not overloaded.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The answer of %1 is longer than %2 MiB and was cut off; ask for fewer items.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing answers at %1; start the server or check host and port.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The host %1 was not found; check the spelling of the address.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 broke the connection off before its answer was complete; try again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The certificate of %1 cannot be trusted (%2); install the right certificate or correct the address.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 redirects to another address, which was not followed; enter the final address.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 does not speak HTTP; check the port.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 cannot be reached (%2).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The address %1 answers with a web page; check the URL.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The address %1 answers with a web page, not with %2; check the URL.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 does not push changes (status %2).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This server</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 does not expose single samples; run the benchmark on the local engine to see them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 does not push changes; the list is asked for again every few seconds.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 cannot replay recorded answers; choose the local engine.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 does not offer this.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The keychain's entry “%1” was not written by Assay; delete it and save the key again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The key “%1” cannot be bound to “%2”; give an address like https://HOST:PORT.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The key “%1” needs the address that it may be sent to.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The key “%1” is bound to %2 and is not sent to %3; save it again with that address if it belongs there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no key named “%1”; save it first.</source>
        <translation type="unfinished" />
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
        <translation type="unfinished" />
    </message>
    <message>
        <source>The keychain is locked; unlock it (a password window may be waiting) or keep the key for this session only.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No keychain service runs; install and start one (gnome-keyring or KWallet) or keep the key for this session only.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The keychain does not work (%1); keep the key for this session only.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 is not EvalHub; check the URL.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The server's list of capabilities cannot be read; update the server or Assay.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 refuses the token; enter a valid one for this connection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 does not allow this with the present token.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 does not know this address; check that the URL is EvalHub's own.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The request is too long for %1; send less at once.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 answers too many requests at once; try again in a while.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 is not ready (status %2); try again in a while.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 reports a fault of its own (status %2); its log says more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 refuses the request (status %2).</source>
        <translation type="unfinished" />
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
        <translation type="unfinished" />
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
        <translation type="unfinished" />
    </message>
    <message>
        <source>Recorded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished" />
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
        <source>The job&apos;s score was to be compared with %1; the server compared with %2.</source>
        <translation>Das Ergebnis des Auftrags sollte mit %1 verglichen werden; der Server verglich mit %2.</translation>
    </message>
    <message>
        <source>By the plan&apos;s weights and directions the job&apos;s score is %1; the server says %2.</source>
        <translation>Nach Gewichten und Richtungen des Plans ist das Ergebnis des Auftrags %1; der Server sagt %2.</translation>
    </message>
    <message>
        <source>All %1 items that the provider states.</source>
        <translation>Alle %1 Aufgaben, die der Anbieter nennt.</translation>
    </message>
    <message>
        <source>%1 of %2 items, by num_examples.</source>
        <translation>%1 von %2 Aufgaben, nach num_examples.</translation>
    </message>
    <message>
        <source>%1 items by num_examples; fewer if the data is shorter, the provider states no size.</source>
        <translation>%1 Aufgaben nach num_examples; weniger, wenn die Daten kürzer sind – der Anbieter nennt keine Größe.</translation>
    </message>
    <message>
        <source>Not known: the provider states no number of items; set num_examples to limit them.</source>
        <translation>Nicht bekannt: Der Anbieter nennt keine Zahl der Aufgaben; begrenzen Sie sie mit num_examples.</translation>
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
        <source>The job&apos;s own threshold stands before the collection&apos;s.</source>
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
        <source>%1 has no primary score, so it gets no verdict and has no part in the job&apos;s score.</source>
        <translation>%1 hat keine maßgebliche Metrik, bekommt kein Urteil und zählt nicht im Ergebnis des Auftrags.</translation>
    </message>
    <message>
        <source>%1: lower is better, but only the provider says so; the job&apos;s score counts a high value as good. Write the direction on the entry.</source>
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
        <source>The entry names a primary score of its own, so the provider&apos;s threshold does not apply; add pass_criteria to the entry to gate it.</source>
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
        <source>Without a primary score and a threshold the benchmark has no part in the job&apos;s score, so its weight counts for nothing.</source>
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
        <source>The collection&apos;s benchmark &apos;%1&apos; sets it, and the collection wins.</source>
        <translation>Der Benchmark „%1“ der Sammlung setzt es, und die Sammlung geht vor.</translation>
    </message>
    <message>
        <source>The collection&apos;s benchmark &apos;%1&apos; removes it by an empty value.</source>
        <translation>Der Benchmark „%1“ der Sammlung entfernt es durch einen leeren Wert.</translation>
    </message>
    <message>
        <source>An override cannot change this of a collection&apos;s benchmark; edit the collection, or list the benchmark in the job itself.</source>
        <translation>Eine Abweichung kann das am Benchmark einer Sammlung nicht ändern; bearbeiten Sie die Sammlung, oder führen Sie den Benchmark im Auftrag selbst auf.</translation>
    </message>
    <message>
        <source>%1, an assumption</source>
        <translation>%1, eine Annahme</translation>
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
        <translation type="unfinished" />
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
        <translation type="unfinished" />
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
        <translation type="unfinished" />
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
        <translation type="unfinished" />
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
        <translation type="unfinished" />
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
        <translation type="unfinished" />
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
</TS>
