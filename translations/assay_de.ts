<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Select All</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>&amp;Step up</source>
        <translation>&amp;Erhöhen</translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation>&amp;Verringern</translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>&amp;Ausschneiden</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save All</source>
        <translation>Alle speichern</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Ja</translation>
    </message>
    <message>
        <source>Yes to &amp;All</source>
        <translation>Ja, &amp;alle</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>&amp;Nein</translation>
    </message>
    <message>
        <source>N&amp;o to All</source>
        <translation>N&amp;ein, keine</translation>
    </message>
    <message>
        <source>Abort</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Ignorieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Restore Defaults</source>
        <translation>Voreinstellungen</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Rücktaste</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Ins</source>
        <translation>Einfg</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Pos1</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>Bild auf</translation>
    </message>
    <message>
        <source>PgDown</source>
        <translation>Bild ab</translation>
    </message>
</context>
<context>
    <name>QWidgetTextControl</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>&amp;Ausschneiden</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;Link Location</source>
        <translation>&amp;Link-Adresse kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
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
        <source>assay: a profile&apos;s name may hold letters, digits, dot, dash and underscore only.</source>
        <translation>assay: Der Name eines Profils darf nur Buchstaben, Ziffern, Punkt, Bindestrich und Unterstrich enthalten.</translation>
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
        <source>Choose or type the model&apos;s name; Check Endpoint lists them.</source>
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
        <translation>Nie gestartet.</translation>
    </message>
    <message>
        <source>passes exactly at the gate</source>
        <translation>besteht genau an der Schwelle</translation>
    </message>
    <message>
        <source>passes by %1</source>
        <translation>besteht mit %1 Abstand</translation>
    </message>
    <message>
        <source>fails by %1</source>
        <translation>scheitert um %1</translation>
    </message>
    <message>
        <source>too close to call</source>
        <translation>zu knapp</translation>
    </message>
    <message>
        <source>no result</source>
        <translation>kein Ergebnis</translation>
    </message>
    <message>
        <source>no result: %1</source>
        <translation>kein Ergebnis: %1</translation>
    </message>
    <message>
        <source>not gated</source>
        <translation>ohne Schwelle</translation>
    </message>
    <message>
        <source>interval %1 to %2</source>
        <translation>Intervall %1 bis %2</translation>
    </message>
    <message>
        <source>gate at most %1</source>
        <translation>Schwelle höchstens %1</translation>
    </message>
    <message>
        <source>gate at least %1</source>
        <translation>Schwelle mindestens %1</translation>
    </message>
    <message>
        <source>Score, 0 to 1</source>
        <translation>Wert, 0 bis 1</translation>
    </message>
    <message>
        <source>Score, 0 to 100 %</source>
        <translation>Wert, 0 bis 100 %</translation>
    </message>
    <message>
        <source>Throughput, tok/s</source>
        <translation>Durchsatz, tok/s</translation>
    </message>
    <message>
        <source>Time, s</source>
        <translation>Zeit, s</translation>
    </message>
    <message>
        <source>Time, ms</source>
        <translation>Zeit, ms</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>No metric yet</source>
        <translation>Noch keine Metrik</translation>
    </message>
    <message>
        <source>Initialising</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>Loading data</source>
        <translation>Lädt Daten</translation>
    </message>
    <message>
        <source>Asking the model</source>
        <translation>Fragt das Modell</translation>
    </message>
    <message>
        <source>Scoring</source>
        <translation>Bewertet</translation>
    </message>
    <message>
        <source>Saving artifacts</source>
        <translation>Speichert Artefakte</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>The server gave no verdict.</source>
        <translation>Der Server gab kein Urteil ab.</translation>
    </message>
    <message>
        <source>The server has not judged yet.</source>
        <translation>Der Server hat noch nicht geurteilt.</translation>
    </message>
    <message>
        <source>%1, score %2 against %3</source>
        <translation>%1, Wert %2 gegen %3</translation>
    </message>
    <message>
        <source>score %1 (gate %2)</source>
        <translation>Wert %1 (Schwelle %2)</translation>
    </message>
    <message>
        <source>score %1</source>
        <translation>Wert %1</translation>
    </message>
    <message>
        <source>The data cannot be read: %1</source>
        <translation>Die Daten sind nicht lesbar: %1</translation>
    </message>
    <message>
        <source>no interval: the number of samples is not known</source>
        <translation>kein Intervall: Die Zahl der Aufgaben ist nicht bekannt</translation>
    </message>
    <message>
        <source>%1 % interval %2 to %3</source>
        <translation>%1-%-Intervall %2 bis %3</translation>
    </message>
    <message>
        <source>passes exactly at the gate; %1, %2</source>
        <translation>besteht genau an der Schwelle; %1, %2</translation>
    </message>
    <message>
        <source>passes by %1; %2, %3</source>
        <translation>besteht mit %1 Abstand; %2, %3</translation>
    </message>
    <message>
        <source>fails by %1; %2, %3</source>
        <translation>scheitert um %1; %2, %3</translation>
    </message>
    <message>
        <source>too close to call: exactly at the gate; %1, %2</source>
        <translation>zu knapp: genau an der Schwelle; %1, %2</translation>
    </message>
    <message>
        <source>too close to call: clears the gate by %1; %2, %3</source>
        <translation>zu knapp: um %1 über der Schwelle; %2, %3</translation>
    </message>
    <message>
        <source>too close to call: misses the gate by %1; %2, %3</source>
        <translation>zu knapp: um %1 verfehlt; %2, %3</translation>
    </message>
    <message>
        <source>no result: the benchmark failed, which counts as failing the %1</source>
        <translation>kein Ergebnis: Der Benchmark ist gescheitert, das zählt als verfehlt: %1</translation>
    </message>
    <message>
        <source>no result: the benchmark was cancelled, which counts as failing the %1</source>
        <translation>kein Ergebnis: Der Benchmark wurde abgebrochen, das zählt als verfehlt: %1</translation>
    </message>
    <message>
        <source>no result: the benchmark reported no &quot;%1&quot;, which counts as failing the %2</source>
        <translation>kein Ergebnis: Der Benchmark meldete kein „%1“, das zählt als verfehlt: %2</translation>
    </message>
    <message>
        <source>no gate; %1</source>
        <translation>keine Schwelle; %1</translation>
    </message>
    <message>
        <source>no gate</source>
        <translation>keine Schwelle</translation>
    </message>
    <message>
        <source>not finished yet; %1</source>
        <translation>noch nicht fertig; %1</translation>
    </message>
    <message>
        <source>Pass</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>Verfehlt</translation>
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
        <translation>Verfehlt die einzige Schwelle</translation>
    </message>
    <message>
        <source>Fails %1 of %2 gates</source>
        <translation>Verfehlt %1 von %2 Schwellen</translation>
    </message>
    <message>
        <source>Not finished: %1 of %2 gates passed so far</source>
        <translation>Nicht fertig: bisher %1 von %2 Schwellen bestanden</translation>
    </message>
    <message>
        <source>Too close to call at its only gate</source>
        <translation>Zu knapp an der einzigen Schwelle</translation>
    </message>
    <message>
        <source>Too close to call at %1 of %2 gates</source>
        <translation>Zu knapp an %1 von %2 Schwellen</translation>
    </message>
    <message>
        <source>Passes its only gate</source>
        <translation>Besteht die einzige Schwelle</translation>
    </message>
    <message>
        <source>Passes all %1 gates</source>
        <translation>Besteht alle %1 Schwellen</translation>
    </message>
    <message>
        <source>Fails the job&apos;s gate</source>
        <translation>Verfehlt die Schwelle des Auftrags</translation>
    </message>
    <message>
        <source>%1; fails the job&apos;s gate</source>
        <translation>%1; verfehlt die Schwelle des Auftrags</translation>
    </message>
    <message>
        <source>Passes the job&apos;s gate</source>
        <translation>Besteht die Schwelle des Auftrags</translation>
    </message>
    <message>
        <source>%1; passes the job&apos;s gate</source>
        <translation>%1; besteht die Schwelle des Auftrags</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>not a number</source>
        <translation>keine Zahl</translation>
    </message>
    <message>
        <source>Port %1 of this machine is in use by another program; choose another one with --port.</source>
        <translation>Port %1 dieses Rechners wird von einem anderen Programm benutzt; mit --port einen anderen wählen.</translation>
    </message>
    <message>
        <source>The engine cannot listen on port %1 of this machine; choose another one with --port.</source>
        <translation>Die Engine kann an Port %1 dieses Rechners nicht lauschen; mit --port einen anderen wählen.</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <extracomment>%1 file name, %2 line number, %3 a clause that names fault and fix</extracomment>
        <translation>%1, Zeile %2: %3</translation>
    </message>
    <message>
        <source>%1: the scores of %2 cannot be aggregated: %3</source>
        <extracomment>%1 task file, %2 scoring function, %3 what is wrong</extracomment>
        <translation>%1: Die Werte von %2 lassen sich nicht zusammenfassen: %3</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <extracomment>%1 file name, %2 &quot;line 7&quot; or &quot;row 7&quot;, %3 a clause that names fault and fix</extracomment>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>%1 cannot score the item %2: %3</source>
        <extracomment>%1 scoring function, %2 item, %3 what is wrong</extracomment>
        <translation>%1 kann die Aufgabe %2 nicht bewerten: %3</translation>
    </message>
    <message>
        <source>%1.jsonl, line %2: %3</source>
        <translation>%1.jsonl, Zeile %2: %3</translation>
    </message>
    <message>
        <source>The expression of a math response must have at most one group; make the others (?:…).</source>
        <translation>Der Ausdruck für eine mathematische Antwort darf höchstens eine Gruppe haben; die anderen als (?:…) schreiben.</translation>
    </message>
    <message>
        <source>A row to score must be an object.</source>
        <translation>Eine Zeile zum Bewerten muss ein Objekt sein.</translation>
    </message>
    <message>
        <source>There is no scoring function &quot;%1&quot;; there are %2.</source>
        <translation>Die Bewertungsfunktion „%1“ gibt es nicht; es gibt %2.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a number.</source>
        <translation>„%1“ ist keine Zahl.</translation>
    </message>
    <message>
        <source>The row has no column &quot;%1&quot;.</source>
        <translation>Die Zeile hat keine Spalte „%1“.</translation>
    </message>
    <message>
        <source>The column &quot;%1&quot; must hold text, not %2.</source>
        <translation>Die Spalte „%1“ muss Text enthalten, nicht %2.</translation>
    </message>
    <message>
        <source>The format &quot;%1&quot; lacks its precision.</source>
        <translation>Dem Format „%1“ fehlt die Genauigkeit.</translation>
    </message>
    <message>
        <source>The format &quot;%1&quot; is not valid.</source>
        <translation>Das Format „%1“ ist nicht gültig.</translation>
    </message>
    <message>
        <source>The format code &quot;%1&quot; does not suit a value of type %2.</source>
        <translation>Der Formatcode „%1“ passt nicht zu einem Wert vom Typ %2.</translation>
    </message>
    <message>
        <source>A whole number takes no precision.</source>
        <translation>Eine ganze Zahl hat keine Genauigkeit.</translation>
    </message>
    <message>
        <source>A value of type %1 takes no format (&quot;%2&quot;).</source>
        <translation>Ein Wert vom Typ %1 hat kein Format („%2“).</translation>
    </message>
    <message>
        <source>The value has no member &quot;%1&quot;.</source>
        <translation>Der Wert hat kein Mitglied „%1“.</translation>
    </message>
    <message>
        <source>A value of type %1 has no elements.</source>
        <translation>Ein Wert vom Typ %1 hat keine Elemente.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the number of an element.</source>
        <translation>„%1“ ist keine Nummer eines Elements.</translation>
    </message>
    <message>
        <source>There is no element %1.</source>
        <translation>Ein Element %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>The template has a placeholder without a name (&quot;{%1}&quot;); name the column.</source>
        <translation>Die Vorlage hat einen Platzhalter ohne Namen („{%1}“); die Spalte nennen.</translation>
    </message>
    <message>
        <source>The template names &quot;%1&quot;; it may name %2.</source>
        <translation>Die Vorlage nennt „%1“; sie darf %2 nennen.</translation>
    </message>
    <message>
        <source>The template may not use attributes (&quot;%1&quot;).</source>
        <translation>Die Vorlage darf keine Attribute verwenden („%1“).</translation>
    </message>
    <message>
        <source>The placeholder &quot;%1&quot; is not valid.</source>
        <translation>Der Platzhalter „%1“ ist nicht gültig.</translation>
    </message>
    <message>
        <source>The placeholder &quot;%1&quot; has empty brackets.</source>
        <translation>Der Platzhalter „%1“ hat leere Klammern.</translation>
    </message>
    <message>
        <source>The template has a &apos;{&apos; without its &apos;}&apos;; write &apos;{{&apos; for a brace as such.</source>
        <translation>Die Vorlage hat ein „{“ ohne „}“; für eine Klammer als solche „{{“ schreiben.</translation>
    </message>
    <message>
        <source>The template has a brace inside a placeholder&apos;s name.</source>
        <translation>Die Vorlage hat eine Klammer im Namen eines Platzhalters.</translation>
    </message>
    <message>
        <source>The template needs a &apos;:&apos; or &apos;}&apos; after &quot;!%1&quot;.</source>
        <translation>Nach „!%1“ braucht die Vorlage ein „:“ oder „}“.</translation>
    </message>
    <message>
        <source>The conversion &quot;!%1&quot; does not exist.</source>
        <translation>Die Umwandlung „!%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>The template nests placeholders too deeply.</source>
        <translation>Die Vorlage verschachtelt Platzhalter zu tief.</translation>
    </message>
    <message>
        <source>The template has a single &apos;%1&apos;; write it twice for a brace as such.</source>
        <translation>Die Vorlage hat ein einzelnes „%1“; für eine Klammer als solche doppelt schreiben.</translation>
    </message>
    <message>
        <source>%1 needs the parameter &quot;%2&quot;.</source>
        <translation>%1 braucht den Parameter „%2“.</translation>
    </message>
    <message>
        <source>The judge&apos;s reply must be text.</source>
        <translation>Die Antwort des Richters muss Text sein.</translation>
    </message>
    <message>
        <source>There is no judge function &quot;%1&quot;; there are %2.</source>
        <translation>Die Richterfunktion „%1“ gibt es nicht; es gibt %2.</translation>
    </message>
    <message>
        <source>The expression &quot;%1&quot; matched but has no group %2; put parentheses around the part to take.</source>
        <translation>Der Ausdruck „%1“ passt, hat aber keine Gruppe %2; den gesuchten Teil in Klammern setzen.</translation>
    </message>
    <message>
        <source>The expression &quot;%1&quot; is not valid: %2.</source>
        <translation>Der Ausdruck „%1“ ist nicht gültig: %2.</translation>
    </message>
    <message>
        <source>The expression &quot;%1&quot; is too complex for this text.</source>
        <translation>Der Ausdruck „%1“ ist zu aufwendig für diesen Text.</translation>
    </message>
    <message>
        <source>The column &quot;expected_answer&quot; holds no answer.</source>
        <translation>Die Spalte „expected_answer“ enthält keine Antwort.</translation>
    </message>
    <message>
        <source>The column &quot;expected_answer&quot; must hold a number, not &quot;%1&quot;.</source>
        <translation>Die Spalte „expected_answer“ muss eine Zahl enthalten, nicht „%1“.</translation>
    </message>
    <message>
        <source>The column &quot;expected_answer&quot; must hold text to be looked for in an object.</source>
        <translation>Die Spalte „expected_answer“ muss Text enthalten, nach dem in einem Objekt gesucht wird.</translation>
    </message>
    <message>
        <source>The column &quot;expected_answer&quot; must hold a JSON array of the accepted answers as text, for example [&quot;Paris&quot;].</source>
        <translation>Die Spalte „expected_answer“ muss ein JSON-Array der richtigen Antworten als Text enthalten, zum Beispiel [&quot;Paris&quot;].</translation>
    </message>
    <message>
        <source>The column &quot;expected_answer&quot; must list texts, not %1.</source>
        <translation>Die Spalte „expected_answer“ muss Texte aufführen, nicht %1.</translation>
    </message>
    <message>
        <source>%1 needs parameters of the type regex_parser, not %2.</source>
        <translation>%1 braucht Parameter vom Typ regex_parser, nicht %2.</translation>
    </message>
    <message>
        <source>%1 needs exactly one expression in &quot;parsing_regexes&quot;, not %2.</source>
        <translation>%1 braucht genau einen Ausdruck in „parsing_regexes“, nicht %2.</translation>
    </message>
    <message>
        <source>The instruction %1 has no argument &quot;%2&quot;.</source>
        <translation>Die Anweisung %1 hat kein Argument „%2“.</translation>
    </message>
    <message>
        <source>The argument &quot;%1&quot; of the instruction %2 must be &quot;less than&quot; or &quot;at least&quot;, not %3.</source>
        <translation>Das Argument „%1“ der Anweisung %2 muss „less than“ oder „at least“ sein, nicht %3.</translation>
    </message>
    <message>
        <source>The instruction %1 needs the argument &quot;%2&quot;.</source>
        <translation>Die Anweisung %1 braucht das Argument „%2“.</translation>
    </message>
    <message>
        <source>The argument &quot;%1&quot; of the instruction %2 has the wrong type.</source>
        <translation>Das Argument „%1“ der Anweisung %2 hat den falschen Typ.</translation>
    </message>
    <message>
        <source>The instruction %1 cannot be judged for this answer: %2 is not available.</source>
        <translation>Die Anweisung %1 lässt sich für diese Antwort nicht beurteilen: %2 fehlt.</translation>
    </message>
    <message>
        <source>language detection</source>
        <translation>Spracherkennung</translation>
    </message>
    <message>
        <source>the Punkt tokenizer</source>
        <translation>der Punkt-Tokenizer</translation>
    </message>
    <message>
        <source>The language code &quot;%1&quot; is not known.</source>
        <translation>Der Sprachcode „%1“ ist nicht bekannt.</translation>
    </message>
    <message>
        <source>There is no instruction &quot;%1&quot;.</source>
        <translation>Die Anweisung „%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>The parameter &quot;%1&quot; of %2 must be a list of texts.</source>
        <translation>Der Parameter „%1“ von %2 muss eine Liste von Texten sein.</translation>
    </message>
    <message>
        <source>%1 is no aggregation function; there are %2.</source>
        <translation>%1 ist keine Funktion zum Zusammenfassen; es gibt %2.</translation>
    </message>
    <message>
        <source>The parameter &quot;%1&quot; of %2 must be text.</source>
        <translation>Der Parameter „%1“ von %2 muss Text sein.</translation>
    </message>
    <message>
        <source>%1 has no parameter &quot;%2&quot;; there are %3.</source>
        <translation>%1 hat keinen Parameter „%2“; es gibt %3.</translation>
    </message>
    <message>
        <source>The parameters of %1 must be an object.</source>
        <translation>Die Parameter von %1 müssen ein Objekt sein.</translation>
    </message>
    <message>
        <source>The parameter &quot;type&quot; of %1 is &quot;%2&quot;; it may be basic, regex_parser or llm_as_judge.</source>
        <translation>Der Parameter „type“ von %1 ist „%2“; möglich sind basic, regex_parser und llm_as_judge.</translation>
    </message>
    <message>
        <source>The parameter &quot;%1&quot; of %2 must be %3.</source>
        <translation>Der Parameter „%1“ von %2 muss %3 sein.</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>a number of at least %1</source>
        <translation>eine Zahl ab %1</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>eines von %1</translation>
    </message>
    <message>
        <source>The expression &quot;%1&quot; is not valid: %2 at position %3.</source>
        <translation>Der Ausdruck „%1“ ist nicht gültig: %2 an Stelle %3.</translation>
    </message>
    <message>
        <source>There is nothing to aggregate: no row has a score, or all weights are zero.</source>
        <translation>Es gibt nichts zusammenzufassen: Keine Zeile hat einen Wert, oder alle Gewichte sind null.</translation>
    </message>
    <message>
        <source>A score or weight must be a number to be added up, not %1.</source>
        <translation>Zum Summieren muss ein Wert oder Gewicht eine Zahl sein, nicht %1.</translation>
    </message>
    <message>
        <source>The scores cannot be put in order: %1 and %2.</source>
        <translation>Die Werte lassen sich nicht ordnen: %1 und %2.</translation>
    </message>
    <message>
        <source>Score rows must be a list of objects.</source>
        <translation>Bewertete Zeilen müssen eine Liste von Objekten sein.</translation>
    </message>
    <message>
        <source>The column &quot;kwargs&quot; must be a list of objects.</source>
        <translation>Die Spalte „kwargs“ muss eine Liste von Objekten sein.</translation>
    </message>
    <message>
        <source>The column &quot;kwargs&quot; is shorter than &quot;instruction_id_list&quot;.</source>
        <translation>Die Spalte „kwargs“ ist kürzer als „instruction_id_list“.</translation>
    </message>
    <message>
        <source>The column &quot;instruction_id_list&quot; must be a list of texts.</source>
        <translation>Die Spalte „instruction_id_list“ muss eine Liste von Texten sein.</translation>
    </message>
    <message>
        <source>The store %1 cannot be read: give this user the right to read and write it, or choose another folder with --workspace.</source>
        <translation>Der Speicher %1 ist nicht lesbar: diesem Benutzer das Recht zum Lesen und Schreiben geben oder mit --workspace einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>%1 is not a store of Assay, or its header is damaged: move the file away or choose another folder with --workspace; nothing was changed in it.</source>
        <translation>%1 ist kein Speicher von Assay, oder sein Kopf ist beschädigt: die Datei verschieben oder mit --workspace einen anderen Ordner wählen; nichts wurde darin geändert.</translation>
    </message>
    <message>
        <source>The store %1 was written by a newer Assay (schema %2, this one knows %3): update Assay or choose another folder with --workspace.</source>
        <translation>Den Speicher %1 hat ein neueres Assay geschrieben (Schema %2, dieses kennt %3): Assay aktualisieren oder mit --workspace einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The store %1 is damaged: nothing is written to it any more; copy what you need, then move the file away or put a backup in its place.</source>
        <translation>Der Speicher %1 ist beschädigt, es wird nichts mehr hineingeschrieben: das Nötige kopieren, dann die Datei verschieben oder durch eine Sicherung ersetzen.</translation>
    </message>
    <message>
        <source>The disk that holds %1 is full: free some space and try again; what was stored before is safe.</source>
        <translation>Der Datenträger von %1 ist voll: Platz schaffen und noch einmal versuchen; was vorher gespeichert wurde, ist sicher.</translation>
    </message>
    <message>
        <source>The store %1 cannot be written: give this user the right to write the file and its folder, or choose another folder with --workspace.</source>
        <translation>Der Speicher %1 ist nicht schreibbar: diesem Benutzer das Recht geben, die Datei und ihren Ordner zu schreiben, oder mit --workspace einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The store %1 is in use by another program: close that one and try again.</source>
        <translation>Der Speicher %1 wird von einem anderen Programm benutzt: dieses schließen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The store %1 did not take the data: try again, and look at the disk&apos;s health if it happens again.</source>
        <translation>Der Speicher %1 nahm die Daten nicht an: noch einmal versuchen und, wenn es wieder geschieht, den Zustand des Datenträgers prüfen.</translation>
    </message>
    <message>
        <source>The engine is stopping.</source>
        <translation>Die Engine wird beendet.</translation>
    </message>
    <message>
        <source>The log ends here: it reached its limit of %1 bytes.</source>
        <translation>Hier endet das Protokoll: Es hat seine Grenze von %1 Byte erreicht.</translation>
    </message>
    <message>
        <source>Only %1 are free where %2 is stored, and new runs need at least %3: free some space, then start the run again.</source>
        <translation>Wo %2 liegt, sind nur %1 frei; neue Läufe brauchen mindestens %3: Platz schaffen und den Lauf neu starten.</translation>
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
        <source>The keychain&apos;s entry “%1” was not written by Assay; delete it and save the key again.</source>
        <translation>Der Eintrag „%1“ im Schlüsselbund stammt nicht von Assay; löschen Sie ihn und speichern Sie den Schlüssel neu.</translation>
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
        <translation>Der Schlüssel „%1“ ist an %2 gebunden und wird nicht an %3 gesendet; speichern Sie ihn mit dieser Adresse neu, wenn er dorthin gehört.</translation>
    </message>
    <message>
        <source>There is no key named “%1”; save it first.</source>
        <translation>Es gibt keinen Schlüssel „%1“; speichern Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>Keys from the environment cannot be changed here; set ASSAY_SECRET_NAME where the program is started.</source>
        <translation>Schlüssel aus der Umgebung lassen sich hier nicht ändern; ASSAY_SECRET_NAME setzen, wo das Programm gestartet wird.</translation>
    </message>
    <message>
        <source>The key in %1 is not sent anywhere until %2 names its address, e.g. %2=%3.</source>
        <translation>Der Schlüssel in %1 wird nirgendwohin gesendet, bis %2 seine Adresse nennt, z. B. %2=%3.</translation>
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
        <source>The server&apos;s list of capabilities cannot be read; update the server or Assay.</source>
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
        <source>%1 does not know this address; check that the URL is EvalHub&apos;s own.</source>
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
        <translation>Der Arbeitsbereich %1 wird auf %2 benutzt; die Engine dort beenden oder einen anderen Arbeitsbereich wählen.</translation>
    </message>
    <message>
        <source>%1 may be written by other users and is not trusted; run: chmod 600 %1</source>
        <translation>Andere Benutzer können %1 schreiben, deshalb gilt die Datei nicht als vertrauenswürdig; Abhilfe: chmod 600 %1</translation>
    </message>
    <message>
        <source>The engine of %1 (version %2) speaks another API; end it (process %3) and try again.</source>
        <translation>Die Engine von %1 (Version %2) spricht eine andere API; sie beenden (Prozess %3) und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The local engine cannot start because the program assayctl was found neither in %1 nor on PATH; build or install it beside assay.</source>
        <translation>Die lokale Engine kann nicht starten, weil das Programm assayctl weder in %1 noch im PATH liegt; es neben assay bauen oder installieren.</translation>
    </message>
    <message>
        <source>The workspace %1 cannot be made; choose another folder or free it for writing.</source>
        <translation>Der Arbeitsbereich %1 lässt sich nicht anlegen; einen anderen Ordner wählen oder ihn zum Schreiben freigeben.</translation>
    </message>
    <message>
        <source>The workspace %1 cannot be written (%2); choose another folder or free it for writing.</source>
        <translation>Der Arbeitsbereich %1 ist nicht schreibbar (%2); einen anderen Ordner wählen oder ihn zum Schreiben freigeben.</translation>
    </message>
    <message>
        <source>The local engine cannot start: %1 does not run (%2).</source>
        <translation>Die lokale Engine kann nicht starten: %1 läuft nicht (%2).</translation>
    </message>
    <message>
        <source>it said nothing</source>
        <translation>es kam keine Ausgabe</translation>
    </message>
    <message>
        <source>The local engine did not become ready within %1 seconds; its log %2 ends: %3</source>
        <translation>Die lokale Engine war nach %1 Sekunden nicht bereit; ihr Protokoll %2 endet mit: %3</translation>
    </message>
    <message>
        <source>The local engine stopped while it was starting; its log %1 ends: %2</source>
        <translation>Die lokale Engine endete beim Starten; ihr Protokoll %1 endet mit: %2</translation>
    </message>
    <message>
        <source>Local Engine</source>
        <translation>Lokale Engine</translation>
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
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>%1 answers.</source>
        <translation>%1 antwortet.</translation>
    </message>
    <message>
        <source>The key is accepted.</source>
        <translation>Der Schlüssel wird angenommen.</translation>
    </message>
    <message>
        <source>No key is asked for.</source>
        <translation>Es wird kein Schlüssel verlangt.</translation>
    </message>
    <message>
        <source>There is no list of models at %1/models; check the path, which usually ends in /v1.</source>
        <translation>Unter %1/models gibt es keine Liste der Modelle; den Pfad prüfen, der meist auf /v1 endet.</translation>
    </message>
    <message>
        <source>%1/models answers with status %2; look at the server&apos;s log.</source>
        <translation>%1/models antwortet mit Status %2; das Protokoll des Servers ansehen.</translation>
    </message>
    <message>
        <source>%1 refuses the key (status %2); check it and its permissions.</source>
        <translation>%1 weist den Schlüssel ab (Status %2); ihn und seine Rechte prüfen.</translation>
    </message>
    <message>
        <source>%1 asks for a key (status %2); enter one.</source>
        <translation>%1 verlangt einen Schlüssel (Status %2); einen eingeben.</translation>
    </message>
    <message>
        <source>The answer of %1/models is not a list of models; check that the address is an OpenAI-compatible one.</source>
        <translation>Die Antwort von %1/models ist keine Liste von Modellen; prüfen, ob die Adresse OpenAI-kompatibel ist.</translation>
    </message>
    <message>
        <source>The endpoint names no model; type the name.</source>
        <translation>Der Endpunkt nennt kein Modell; den Namen eintippen.</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) found.</source>
        <translation>
            <numerusform>%n Modell gefunden.</numerusform>
            <numerusform>%n Modelle gefunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Chat and plain completions are offered.</source>
        <translation>Chat und einfache Vervollständigungen werden angeboten.</translation>
    </message>
    <message>
        <source>Chat completions are offered.</source>
        <translation>Chat-Vervollständigungen werden angeboten.</translation>
    </message>
    <message>
        <source>Plain completions are offered, chat is not.</source>
        <translation>Einfache Vervollständigungen werden angeboten, Chat nicht.</translation>
    </message>
    <message>
        <source>%1 offers neither /chat/completions nor /completions; check the path.</source>
        <translation>%1 bietet weder /chat/completions noch /completions; den Pfad prüfen.</translation>
    </message>
    <message>
        <source>“%1” is not a web address; write it like http://localhost:8080/v1.</source>
        <translation>„%1“ ist keine Webadresse; sie wie http://localhost:8080/v1 schreiben.</translation>
    </message>
    <message>
        <source>Recorded answers need no endpoint.</source>
        <translation>Aufgezeichnete Antworten brauchen keinen Endpunkt.</translation>
    </message>
    <message>
        <source>No temporary folder can be made (%1); free space or set TMPDIR.</source>
        <translation>Es lässt sich kein temporärer Ordner anlegen (%1); Platz schaffen oder TMPDIR setzen.</translation>
    </message>
    <message>
        <source>The engine did not start: %1</source>
        <translation>Die Engine ist nicht gestartet: %1</translation>
    </message>
    <message>
        <source>“%1” is not a web address; write it like http://HOST:PORT.</source>
        <translation>„%1“ ist keine Webadresse; sie wie http://RECHNER:PORT schreiben.</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>Sie wurde beendet.</translation>
    </message>
    <message>
        <source>error: %1</source>
        <translation>Fehler: %1</translation>
    </message>
    <message>
        <source>warning: %1</source>
        <translation>Warnung: %1</translation>
    </message>
    <message>
        <source>Job %1 is submitted.</source>
        <translation>Auftrag %1 ist gesendet.</translation>
    </message>
    <message>
        <source>Job %1 is cancelled.</source>
        <translation>Auftrag %1 ist abgebrochen.</translation>
    </message>
    <message>
        <source>Demo: %1</source>
        <translation>Vorführung: %1</translation>
    </message>
    <message>
        <source>Assay demo: two small models on the starter collection</source>
        <translation>Assay-Vorführung: zwei kleine Modelle an der Startsammlung</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2); choose another folder with --out.</source>
        <translation>%1 ist nicht schreibbar (%2); mit --out einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The report cannot be written (%1); choose a folder with --out.</source>
        <translation>Der Bericht ist nicht schreibbar (%1); mit --out einen Ordner wählen.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made; choose another one with --out.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen; mit --out einen anderen wählen.</translation>
    </message>
    <message>
        <source>Report: %1</source>
        <translation>Bericht: %1</translation>
    </message>
    <message>
        <source>The run of %1 ended as %2.</source>
        <translation>Der Lauf von %1 endete als %2.</translation>
    </message>
    <message>
        <source>Done in %1 s.</source>
        <translation>Fertig in %1 s.</translation>
    </message>
    <message>
        <source>  (found “%1”)</source>
        <translation>  (gefunden: „%1“)</translation>
    </message>
    <message>
        <source>  (no answer found)</source>
        <translation>  (keine Antwort gefunden)</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>a row must be a JSON object with generated_answer and expected_answer.</source>
        <translation>eine Zeile muss ein JSON-Objekt mit generated_answer und expected_answer sein.</translation>
    </message>
    <message>
        <source>There are no rows on standard input; give one JSON object a line.</source>
        <translation>An der Standardeingabe gibt es keine Zeilen; ein JSON-Objekt je Zeile angeben.</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Created (UTC)</source>
        <translation>Angelegt (UTC)</translation>
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
        <translation>Diesen Auftrag gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 of %2; more with --offset and --limit.</source>
        <translation>%1 von %2; mehr mit --offset und --limit.</translation>
    </message>
    <message>
        <source>lenient: the score alone decides</source>
        <translation>nachsichtig: Der Wert allein entscheidet</translation>
    </message>
    <message>
        <source>Model %1, state %2</source>
        <translation>Modell %1, Zustand %2</translation>
    </message>
    <message>
        <source>Job: %1</source>
        <translation>Auftrag: %1</translation>
    </message>
    <message>
        <source>The recorded answers %1 are missing; build or install Assay again.</source>
        <translation>Die aufgezeichneten Antworten %1 fehlen; Assay neu bauen oder installieren.</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>Quantisierung</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Aufgezeichnet</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>“%1” is no member that a job has; it is ignored.</source>
        <translation>„%1“ gehört nicht in einen Auftrag und wird nicht beachtet.</translation>
    </message>
    <message>
        <source>“model.name” is missing; write the name of the model to evaluate.</source>
        <translation>„model.name“ fehlt; den Namen des Modells angeben, das bewertet werden soll.</translation>
    </message>
    <message>
        <source>“benchmarks” is missing; list at least one benchmark, or name a collection.</source>
        <translation>„benchmarks“ fehlt; mindestens einen Benchmark aufführen oder eine Sammlung nennen.</translation>
    </message>
    <message>
        <source>both “benchmarks” and “collection” are given; keep one of them.</source>
        <translation>„benchmarks“ und „collection“ sind beide angegeben; eines davon behalten.</translation>
    </message>
    <message>
        <source>“collection.id” is missing.</source>
        <translation>„collection.id“ fehlt.</translation>
    </message>
    <message>
        <source>“%1” is missing.</source>
        <translation>„%1“ fehlt.</translation>
    </message>
    <message>
        <source>The job file %1 cannot be read (%2); check its path.</source>
        <translation>Die Auftragsdatei %1 ist nicht lesbar (%2); ihren Pfad prüfen.</translation>
    </message>
    <message>
        <source>a job file may hold 10 MiB at most.</source>
        <translation>eine Auftragsdatei darf höchstens 10 MiB groß sein.</translation>
    </message>
    <message>
        <source>this is not a job: members such as name, model and benchmarks are expected.</source>
        <translation>das ist kein Auftrag: Mitglieder wie name, model und benchmarks werden erwartet.</translation>
    </message>
    <message numerus="yes">
        <source>%n fail</source>
        <translation>
            <numerusform>%n verfehlt</numerusform>
            <numerusform>%n verfehlt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a result</source>
        <translation>
            <numerusform>%n ohne Ergebnis</numerusform>
            <numerusform>%n ohne Ergebnis</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n too close to call</source>
        <translation>
            <numerusform>%n zu knapp</numerusform>
            <numerusform>%n zu knapp</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pass</source>
        <translation>
            <numerusform>%n bestanden</numerusform>
            <numerusform>%n bestanden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not finished</source>
        <translation>
            <numerusform>%n nicht fertig</numerusform>
            <numerusform>%n nicht fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not gated</source>
        <translation>
            <numerusform>%n ohne Schwelle</numerusform>
            <numerusform>%n ohne Schwelle</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing to judge yet</source>
        <translation>noch nichts zu beurteilen</translation>
    </message>
    <message>
        <source>%1 (strict: the whole %2 % interval must clear the gate)</source>
        <translation>%1 (streng: Das ganze %2-%-Intervall muss die Schwelle überwinden)</translation>
    </message>
    <message>
        <source>%1 (lenient: the score alone decides, the %2 % interval is shown)</source>
        <translation>%1 (nachsichtig: Der Wert allein entscheidet, das %2-%-Intervall wird gezeigt)</translation>
    </message>
    <message>
        <source>Stopped after %1 s, the time limit of benchmark &apos;%2&apos;: raise time_limit_seconds in its parameters, or ask fewer items with num_examples.</source>
        <translation>Nach %1 s beendet, der Zeitgrenze des Benchmarks „%2“: time_limit_seconds in seinen Parametern erhöhen oder mit num_examples weniger Aufgaben stellen.</translation>
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
        <source>%1 does not ask before it runs a provider&apos;s command.</source>
        <translation>%1 fragt nicht, bevor der Befehl eines Anbieters läuft.</translation>
    </message>
    <message>
        <source>%1 cannot be drained from here.</source>
        <translation>%1 lässt sich von hier nicht leerlaufen.</translation>
    </message>
    <message>
        <source>URL: enter the server&apos;s address, for example https://evalhub.example.com.</source>
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
        <source>Private key: choose the PEM file of the certificate&apos;s key.</source>
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
        <source>Header: enter the header&apos;s name, for example X-API-Key.</source>
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
        <source>The key of “%1” is not in the keychain; enter it in the connection&apos;s settings.</source>
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
        <source>Check the proxy&apos;s name.</source>
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
        <source>Correct the file in the connection&apos;s settings.</source>
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
        <source>Try again; the server&apos;s log may say more.</source>
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
        <source>The server says “%1”; its clock is %n second(s) off this machine&apos;s.</source>
        <translation>
            <numerusform>Der Server sagt „%1“; seine Uhr weicht um %n Sekunde von der dieses Rechners ab.</numerusform>
            <numerusform>Der Server sagt „%1“; seine Uhr weicht um %n Sekunden von der dieses Rechners ab.</numerusform>
        </translation>
    </message>
    <message>
        <source>Set both clocks by a time server; times shown are the server&apos;s.</source>
        <translation>Stellen Sie beide Uhren nach einem Zeitserver; gezeigt werden die Zeiten des Servers.</translation>
    </message>
    <message>
        <source>The server says “%1”.</source>
        <translation>Der Server sagt „%1“.</translation>
    </message>
    <message>
        <source>Enter the key in the connection&apos;s settings and save them.</source>
        <translation>Geben Sie den Schlüssel in den Einstellungen der Verbindung ein und speichern Sie sie.</translation>
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
        <source>Check the URL; the server&apos;s log may say more.</source>
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
        <source>Check the tenant&apos;s spelling, or ask its administrator for access.</source>
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
        <source>The certificate of %1 expired on %2; ask the server&apos;s administrator to renew it.</source>
        <translation>Das Zertifikat von %1 ist am %2 abgelaufen; bitten Sie den Verwalter des Servers, es zu erneuern.</translation>
    </message>
    <message>
        <source>The certificate of %1 is valid from %2 on; check this machine&apos;s clock, or wait.</source>
        <translation>Das Zertifikat von %1 gilt ab %2; prüfen Sie die Uhr dieses Rechners, oder warten Sie.</translation>
    </message>
    <message>
        <source>The certificate of %1 is issued by “%2”, which this machine does not trust; enter that authority&apos;s certificate as CA file.</source>
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
        <source>The proxy on the way to %1 does not let the request through (%2); check the proxy&apos;s address.</source>
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
        <translation>Servervorgabe</translation>
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
        <translation>So nennen Aufträge und Sammlungen ihn: gsm8k. Später nicht mehr ändern; sie würden ihn verlieren.</translation>
    </message>
    <message>
        <source>What people call it.</source>
        <translation>Name, wie er in Listen steht.</translation>
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
        <translation>Name, wie er angezeigt wird.</translation>
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
        <source>Program and its arguments, one a line. Empty: the image&apos;s own.</source>
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
        <translation>Was dieser Anbieter ausführen kann. Jeder Benchmark hat eine Kennung, die Aufträge nennen.</translation>
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
        <translation>Besteht bei %1 oder weniger ↓ (%2).</translation>
    </message>
    <message>
        <source>Passes at %1 or more ↑ (%2).</source>
        <translation>Besteht bei %1 oder mehr ↑ (%2).</translation>
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
        <source>Name of the cluster&apos;s connection with the credentials of the registry.</source>
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
        <source>What the weighted mean of all scores must reach. Empty: the collection&apos;s, else 0.5.</source>
        <translation>Was das gewichtete Mittel aller Werte erreichen muss. Leer: die der Sammlung, sonst 0.5.</translation>
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
        <source>Name of the stored secret with the endpoint&apos;s key. Never the key itself.</source>
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
        <translation>Abweichungen</translation>
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
        <source>Where MLflow stores what the run leaves: s3://bucket/path. Empty: MLflow&apos;s own place.</source>
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
        <translation>Was das gewichtete Mittel aller Werte erreichen muss. Leer: 0.5.</translation>
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
        <source>Only the likeliest words up to this share are chosen from. Empty: the endpoint&apos;s own.</source>
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
        <source>Solved items in front of each question, as Open Data Hub&apos;s adapter reads it. Empty: none.</source>
        <translation>Gelöste Aufgaben vor jeder Frage, wie der Adapter von Open Data Hub sie liest. Leer: keine.</translation>
    </message>
    <message>
        <source>Worked Examples (Community)</source>
        <translation>Gelöste Beispiele (Gemeinschaft)</translation>
    </message>
    <message>
        <source>The same under the name that the community&apos;s adapter reads; Open Data Hub&apos;s does not. Empty: as the task says.</source>
        <translation>Dasselbe unter dem Namen, den der Adapter der Gemeinschaft liest; der von Open Data Hub nicht. Leer: wie die Aufgabe sagt.</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Name on the Hugging Face hub, or a folder of the machine that runs it. Empty: the model&apos;s name, which then has to be one of the hub.</source>
        <translation>Name im Hugging-Face-Hub oder ein Ordner des ausführenden Rechners. Leer: der Name des Modells, der dann einer des Hubs sein muss.</translation>
    </message>
    <message>
        <source>How many answers are waited for at the same time. Empty: 1, in the community&apos;s adapter 4.</source>
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
        <source>Questions are put into the model&apos;s own form of a conversation. Read by the community&apos;s adapter. Empty: no.</source>
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
        <source>Stands in front of every question. Read by the community&apos;s adapter.</source>
        <translation>Steht vor jeder Frage. Gelesen vom Adapter der Gemeinschaft.</translation>
    </message>
    <message>
        <source>Generation (Community)</source>
        <translation>Erzeugung (Gemeinschaft)</translation>
    </message>
    <message>
        <source>The same as one text for the community&apos;s adapter: temperature=0,top_p=1.</source>
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
        <source>Lighteval&apos;s own names, one a line, in place of the benchmark&apos;s. Empty: the benchmark&apos;s.</source>
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
        <source>What the auditor is told to try. Empty: the benchmark&apos;s own.</source>
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
        <source>Inspect&apos;s own name of a task, or FILE.py@TASK, in place of the benchmark&apos;s. The custom benchmark needs it.</source>
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
        <source>Handed to GuideLLM&apos;s client by name: validate_backend, false.</source>
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
        <source>Garak&apos;s own file as JSON or YAML, with system, run and plugins. The fields above go before it.</source>
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
        <source>Path in the pipelines&apos; bucket of what the model must not do. Empty: a policy that comes with the adapter.</source>
        <translation>Pfad im Bucket der Pipelines: was das Modell nicht tun darf. Leer: eine Richtlinie, die der Adapter mitbringt.</translation>
    </message>
    <message>
        <source>Prompt File</source>
        <translation>Prompt-Datei</translation>
    </message>
    <message>
        <source>Path in the pipelines&apos; bucket of prompts that were written before. Empty: they are written.</source>
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
        <source>Name on the hub, or a folder of the machine that runs it. Empty: the model&apos;s name.</source>
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
        <source>Of the judging model. Empty: the endpoint&apos;s own.</source>
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
        <source>Score from which DeepEval itself calls an answer good; the benchmark&apos;s gate is another thing. Empty: 0.5.</source>
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
        <source>Your own, name and what good looks like; they take the place of CLEAR&apos;s.</source>
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
        <source>MTEB&apos;s own names, one a line: STS12. Empty: the benchmark&apos;s.</source>
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
        <source>It is not known whether the provider “%1” reads num_examples, EvalHub&apos;s own limit; most programs do.</source>
        <translation>Es ist nicht bekannt, ob der Anbieter „%1“ num_examples liest, EvalHubs eigene Grenze; die meisten Programme tun es.</translation>
    </message>
    <message>
        <source>The program of “%1” has no limit for its items: each benchmark runs as a whole.</source>
        <translation>Das Programm von „%1“ kann seine Aufgaben nicht begrenzen: Jeder Benchmark läuft als Ganzes.</translation>
    </message>
    <message>
        <source>The run ended as %1.</source>
        <translation>Der Lauf endete als %1.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read (%2); check its path.</source>
        <translation>Die Datei %1 ist nicht lesbar (%2); ihren Pfad prüfen.</translation>
    </message>
    <message>
        <source>a file may hold 10 MiB at most.</source>
        <translation>eine Datei darf höchstens 10 MiB groß sein.</translation>
    </message>
    <message>
        <source>this is no job (with model), no collection (benchmarks with provider_id) and no provider (with runtime or benchmarks).</source>
        <translation>das ist kein Auftrag (mit model), keine Sammlung (benchmarks mit provider_id) und kein Anbieter (mit runtime oder benchmarks).</translation>
    </message>
    <message>
        <source>The catalogue %1 is no folder; name one with providers/ and collections/.</source>
        <translation>Der Katalog %1 ist kein Ordner; einen mit providers/ und collections/ nennen.</translation>
    </message>
    <message>
        <source>Errors: %1, warnings: %2, notes: %3; files: %4
</source>
        <translation>Fehler: %1, Warnungen: %2, Hinweise: %3; Dateien: %4
</translation>
    </message>
    <message>
        <source>allowed</source>
        <translation>erlaubt</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>verweigert</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>No provider&apos;s command has come up yet.</source>
        <translation>Noch kein Befehl eines Anbieters ist aufgetreten.</translation>
    </message>
    <message>
        <source>No command is named %1: assayctl commands list shows them.</source>
        <translation>Kein Befehl heißt %1: assayctl commands list zeigt sie.</translation>
    </message>
    <message>
        <source>%1 commands begin with %2: give more of the name.</source>
        <translation>%1 Befehle beginnen mit %2: mehr vom Namen angeben.</translation>
    </message>
    <message>
        <source>No engine runs on %1.</source>
        <translation>Auf %1 läuft keine Engine.</translation>
    </message>
    <message>
        <source>The engine starts nothing more and leaves when what runs has ended.</source>
        <translation>Die Engine startet nichts mehr und endet, wenn alles Laufende fertig ist.</translation>
    </message>
    <message>
        <source>command, once allowed (assayctl commands allow %1): %2</source>
        <translation>Befehl, sobald erlaubt (assayctl commands allow %1): %2</translation>
    </message>
    <message>
        <source>command: %1</source>
        <translation>Befehl: %1</translation>
    </message>
    <message>
        <source>native runner</source>
        <translation>eingebaut</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>runs by</source>
        <translation>läuft mit</translation>
    </message>
    <message>
        <source>primary score</source>
        <translation>maßgebliche Metrik</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>time limit, s</source>
        <translation>Zeitgrenze, s</translation>
    </message>
    <message>
        <source>of the job, s</source>
        <translation>des Auftrags, s</translation>
    </message>
    <message>
        <source>retries</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>test data</source>
        <translation>Testdaten</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>ohne Wirkung</translation>
    </message>
    <message>
        <source>REFUSED</source>
        <translation>ABGELEHNT</translation>
    </message>
    <message>
        <source>%1: %2 benchmarks on %3, threshold of the job %4</source>
        <translation>%1: %2 Benchmarks an %3, Schwelle des Auftrags %4</translation>
    </message>
    <message>
        <source>Collection %1 as of %2</source>
        <translation>Sammlung %1, Stand %2</translation>
    </message>
    <message>
        <source>The server&apos;s plan cannot be read; update the server or assayctl.</source>
        <translation>Der Plan des Servers ist nicht lesbar; den Server oder assayctl aktualisieren.</translation>
    </message>
    <message>
        <source>Benchmark %1 of job %2 is cancelled.</source>
        <translation>Benchmark %1 des Auftrags %2 ist abgebrochen.</translation>
    </message>
    <message>
        <source>Job %1 runs again.</source>
        <translation>Auftrag %1 läuft wieder.</translation>
    </message>
    <message>
        <source>Job %1 runs again; follow it with: assayctl wait %1</source>
        <translation>Auftrag %1 läuft wieder; verfolgen mit: assayctl wait %1</translation>
    </message>
    <message>
        <source>--mlflow %1 is no address of a tracking server: give one like http://127.0.0.1:5000.</source>
        <translation>--mlflow %1 ist keine Adresse eines Tracking-Servers: eine wie http://127.0.0.1:5000 angeben.</translation>
    </message>
    <message>
        <source>warning: MLFLOW_TRACKING_URI is no http address, so jobs with an experiment are refused; give a tracking server with --mlflow.</source>
        <translation>Warnung: MLFLOW_TRACKING_URI ist keine http-Adresse, deshalb werden Aufträge mit Experiment abgelehnt; mit --mlflow einen Tracking-Server angeben.</translation>
    </message>
    <message>
        <source>warning: without authentication any program on this machine can use this engine and run programs as you; leave --no-auth out unless a client cannot send a token.</source>
        <translation>Warnung: Ohne Anmeldung kann jedes Programm auf diesem Rechner diese Engine benutzen und Programme in Ihrem Namen ausführen; --no-auth weglassen, außer ein Client kann kein Token senden.</translation>
    </message>
    <message>
        <source>Throughput, per second</source>
        <translation>Durchsatz, je Sekunde</translation>
    </message>
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
    <message>
        <source>The server&apos;s answer about commands cannot be read.</source>
        <translation>Die Antwort des Servers zu den Befehlen ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The local engine did not start: %1</source>
        <translation>Die lokale Engine ist nicht gestartet: %1</translation>
    </message>
    <message>
        <source>The local engine stopped again and again; its log is %1. Nothing stored is lost.</source>
        <translation>Die lokale Engine endete immer wieder; ihr Protokoll ist %1. Nichts Gespeichertes ist verloren.</translation>
    </message>
    <message>
        <source>The engine stops.</source>
        <translation>Die Engine wird beendet.</translation>
    </message>
    <message>
        <source>Too many requests wait for MLflow at %1: see that it answers, and try again.</source>
        <translation>Zu viele Anfragen warten auf MLflow unter %1: dafür sorgen, dass es antwortet, und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>MLflow is not configured in this engine any more: start it with --mlflow URL.</source>
        <translation>MLflow ist in dieser Engine nicht mehr eingerichtet: sie mit --mlflow URL starten.</translation>
    </message>
    <message>
        <source>The job has no exports.oci.</source>
        <translation>Der Auftrag hat kein exports.oci.</translation>
    </message>
    <message>
        <source>There is no key named “%1” for MLflow at %2: save one, or correct --mlflow-secret.</source>
        <translation>Es gibt keinen Schlüssel „%1“ für MLflow unter %2: einen speichern oder --mlflow-secret berichtigen.</translation>
    </message>
    <message>
        <source>MLflow at %1 did not answer (%2): see that it runs and can be reached, or correct --mlflow.</source>
        <translation>MLflow unter %1 antwortete nicht (%2): prüfen, ob es läuft und erreichbar ist, oder --mlflow berichtigen.</translation>
    </message>
    <message>
        <source>MLflow at %1 refused the key (HTTP %2): set MLFLOW_TRACKING_TOKEN, or name a key that it accepts with --mlflow-secret.</source>
        <translation>MLflow unter %1 wies den Schlüssel ab (HTTP %2): MLFLOW_TRACKING_TOKEN setzen oder mit --mlflow-secret einen angenommenen Schlüssel nennen.</translation>
    </message>
    <message>
        <source>MLflow at %1 redirects to another address, and a key does not follow: give that address with --mlflow.</source>
        <translation>MLflow unter %1 leitet an eine andere Adresse weiter, und ein Schlüssel folgt nicht: diese Adresse mit --mlflow angeben.</translation>
    </message>
    <message>
        <source>MLflow at %1 refused %2 (HTTP %3%4): correct the experiment of the job, or look at MLflow&apos;s log.</source>
        <translation>MLflow unter %1 lehnte %2 ab (HTTP %3%4): das Experiment des Auftrags berichtigen oder das Protokoll von MLflow ansehen.</translation>
    </message>
    <message>
        <source>%1 does not answer as MLflow does: correct --mlflow.</source>
        <translation>%1 antwortet nicht wie MLflow: --mlflow berichtigen.</translation>
    </message>
    <message>
        <source>experiment.name: the experiment “%1” is deleted in MLflow: restore it there, or choose another name.</source>
        <translation>experiment.name: Das Experiment „%1“ ist in MLflow gelöscht: es dort wiederherstellen oder einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>experiment.name: MLflow neither finds nor makes the experiment “%1”: choose another name.</source>
        <translation>experiment.name: MLflow findet das Experiment „%1“ nicht und legt es nicht an: einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The artifacts were not sent: MLflow keeps those of this experiment at %1, where only its own clients write; start MLflow with --serve-artifacts.</source>
        <translation>Die Artefakte wurden nicht gesendet: MLflow hält die dieses Experiments unter %1, wohin nur seine eigenen Clients schreiben; MLflow mit --serve-artifacts starten.</translation>
    </message>
    <message>
        <source>MLflow at %1 did not take the artifact %2 (%3): look at MLflow&apos;s log, and at the room where it keeps artifacts.</source>
        <translation>MLflow unter %1 nahm das Artefakt %2 nicht an (%3): das Protokoll von MLflow ansehen und den Platz für Artefakte prüfen.</translation>
    </message>
    <message>
        <source>exports.oci.coordinates.oci_host: “%1” is no HOST or HOST:PORT of a registry: correct it.</source>
        <translation>exports.oci.coordinates.oci_host: „%1“ ist kein HOST oder HOST:PORT einer Registry: berichtigen.</translation>
    </message>
    <message>
        <source>exports.oci.coordinates.oci_repository: “%1” is no name of a repository (lower-case letters, digits, &apos;.&apos;, &apos;_&apos;, &apos;-&apos; and &apos;/&apos;): correct it.</source>
        <translation>exports.oci.coordinates.oci_repository: „%1“ ist kein Name eines Repositorys (Kleinbuchstaben, Ziffern, „.“, „_“, „-“ und „/“): berichtigen.</translation>
    </message>
    <message>
        <source>exports.oci.coordinates.oci_tag: “%1” is no tag (letters, digits, &apos;.&apos;, &apos;_&apos; and &apos;-&apos;, at most 128): correct it.</source>
        <translation>exports.oci.coordinates.oci_tag: „%1“ ist kein Tag (Buchstaben, Ziffern, „.“, „_“ und „-“, höchstens 128): berichtigen.</translation>
    </message>
    <message>
        <source>The registry %1 refused the key for %2 (HTTP %3): name one that may push there in exports.oci.k8s.connection, or put it into the file that OCI_AUTH_CONFIG_PATH names.</source>
        <translation>Die Registry %1 wies den Schlüssel für %2 ab (HTTP %3): in exports.oci.k8s.connection einen nennen, der dorthin schreiben darf, oder ihn in die Datei eintragen, die OCI_AUTH_CONFIG_PATH nennt.</translation>
    </message>
    <message>
        <source>The registry %1 did not answer (%2): see that exports.oci.coordinates.oci_host is right and can be reached%3.</source>
        <translation>Die Registry %1 antwortete nicht (%2): prüfen, ob exports.oci.coordinates.oci_host stimmt und erreichbar ist%3.</translation>
    </message>
    <message>
        <source>, or allow plain http with --oci-insecure</source>
        <translation>, oder mit --oci-insecure einfaches http erlauben</translation>
    </message>
    <message>
        <source>The registry %1 refused %2 (HTTP %3%4): correct exports.oci.coordinates, or look at the registry&apos;s log.</source>
        <translation>Die Registry %1 lehnte %2 ab (HTTP %3%4): exports.oci.coordinates berichtigen oder das Protokoll der Registry ansehen.</translation>
    </message>
    <message>
        <source>exports.oci.k8s.connection: </source>
        <translation>exports.oci.k8s.connection: </translation>
    </message>
    <message>
        <source>exports.oci.k8s.connection: there is no key named “%1”: save one for %2 under that name (USER:PASSWORD or a docker configuration).</source>
        <translation>exports.oci.k8s.connection: Es gibt keinen Schlüssel „%1“: einen für %2 unter diesem Namen speichern (BENUTZER:KENNWORT oder eine Docker-Konfiguration).</translation>
    </message>
    <message>
        <source>The file %1 with the registries&apos; keys cannot be read: correct OCI_AUTH_CONFIG_PATH where the engine is started.</source>
        <translation>Die Datei %1 mit den Schlüsseln der Registrys ist nicht lesbar: OCI_AUTH_CONFIG_PATH berichtigen, wo die Engine gestartet wird.</translation>
    </message>
    <message>
        <source>The registry %1 asks for a key in a way that is not known here: use one with basic or token authentication.</source>
        <translation>Die Registry %1 verlangt einen Schlüssel auf eine Weise, die hier nicht bekannt ist: eine mit Basic- oder Token-Anmeldung verwenden.</translation>
    </message>
    <message>
        <source>a token for pushing</source>
        <translation>ein Token zum Hochladen</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>eine Datei</translation>
    </message>
    <message>
        <source>an upload</source>
        <translation>einen Upload</translation>
    </message>
    <message>
        <source>the manifest</source>
        <translation>das Manifest</translation>
    </message>
    <message>
        <source>exports.oci.coordinates.oci_subject: “%1” is no tag or digest in %2, and a subject must be in the same repository: correct it.</source>
        <translation>exports.oci.coordinates.oci_subject: „%1“ ist kein Tag oder Digest in %2, und ein Bezug muss im selben Repository liegen: berichtigen.</translation>
    </message>
    <message>
        <source>exports.oci.coordinates.oci_subject: %1 has no “%2”: push it first, or correct the name.</source>
        <translation>exports.oci.coordinates.oci_subject: %1 hat kein „%2“: es zuerst hochladen oder den Namen berichtigen.</translation>
    </message>
    <message>
        <source>the subject</source>
        <translation>den Bezug</translation>
    </message>
    <message>
        <source>The workspace %1 cannot be written (%2); choose another folder with --workspace.</source>
        <translation>Der Arbeitsbereich %1 ist nicht schreibbar (%2); mit --workspace einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The file engine.json is damaged; stop the engine and start it again.</source>
        <translation>Die Datei engine.json ist beschädigt; die Engine beenden und neu starten.</translation>
    </message>
    <message>
        <source>The workspace %1 is on a network file system, where two machines could write at once; choose a folder on a local disk with --workspace.</source>
        <translation>Der Arbeitsbereich %1 liegt auf einem Netz-Dateisystem, wo zwei Rechner zugleich schreiben könnten; mit --workspace einen Ordner auf einem lokalen Datenträger wählen.</translation>
    </message>
    <message>
        <source>The workspace %1 is in use by another engine (process %2); use that one, stop it, or choose another folder with --workspace.</source>
        <translation>Der Arbeitsbereich %1 wird von einer anderen Engine benutzt (Prozess %2); diese verwenden, sie beenden oder mit --workspace einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The workspace %1 is in use on %2; stop the engine there. If the folder is a copy, delete engine.json in it.</source>
        <translation>Der Arbeitsbereich %1 wird auf %2 benutzt; die Engine dort beenden. Ist der Ordner eine Kopie, engine.json darin löschen.</translation>
    </message>
    <message>
        <source>Fetching the test data was cancelled.</source>
        <translation>Das Holen der Testdaten wurde abgebrochen.</translation>
    </message>
    <message>
        <source>test_data_ref.%1: fetching took longer than %2 s: name a smaller part of the data, or try again when the server is faster.</source>
        <translation>test_data_ref.%1: Das Holen dauerte länger als %2 s: einen kleineren Teil der Daten nennen oder es noch einmal versuchen, wenn der Server schneller ist.</translation>
    </message>
    <message>
        <source>test_data_ref.%1: the data is larger than %2 or has more than %3 files, the most that is fetched: name a smaller part of it.</source>
        <translation>test_data_ref.%1: Die Daten sind größer als %2 oder haben mehr als %3 Dateien, mehr wird nicht geholt: einen kleineren Teil davon nennen.</translation>
    </message>
    <message>
        <source>The file “%1” of the test data cannot be written: free some space, and see that no two names of the source differ only in being a folder.</source>
        <translation>Die Datei „%1“ der Testdaten ist nicht schreibbar: Platz schaffen und prüfen, dass kein Name der Quelle zugleich Datei und Ordner ist.</translation>
    </message>
    <message>
        <source>test_data_ref.git: the repository is larger than %1 or has more than %2 files, the most that is fetched: use a smaller one.</source>
        <translation>test_data_ref.git: Das Repository ist größer als %1 oder hat mehr als %2 Dateien, mehr wird nicht geholt: ein kleineres verwenden.</translation>
    </message>
    <message>
        <source>test_data_ref.git: the program git cannot be started on this machine: install git and run the benchmark again.</source>
        <translation>test_data_ref.git: Das Programm git lässt sich auf diesem Rechner nicht starten: git installieren und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>test_data_ref.git.url: “%1” is, or leads to, an address inside of a private network, and repositories are only cloned from outside: use a public address.</source>
        <translation>test_data_ref.git.url: „%1“ ist eine Adresse in einem privaten Netz oder führt dorthin, und Repositorys werden nur von außerhalb geklont: eine öffentliche Adresse verwenden.</translation>
    </message>
    <message>
        <source>test_data_ref.git.ref: “%1” is no branch, tag or commit: name one.</source>
        <translation>test_data_ref.git.ref: „%1“ ist kein Branch, Tag oder Commit: einen nennen.</translation>
    </message>
    <message>
        <source>test_data_ref.git.sub_path: “%1” leads out of the repository: name a folder or file in it.</source>
        <translation>test_data_ref.git.sub_path: „%1“ führt aus dem Repository hinaus: einen Ordner oder eine Datei darin nennen.</translation>
    </message>
    <message>
        <source>it redirects to something that is no repository</source>
        <translation>es leitet zu etwas weiter, das kein Repository ist</translation>
    </message>
    <message>
        <source>it redirects from https to http</source>
        <translation>es leitet von https zu http weiter</translation>
    </message>
    <message>
        <source>it redirects without end</source>
        <translation>es leitet ohne Ende weiter</translation>
    </message>
    <message>
        <source>test_data_ref.git.url: “%1” is no plain http or https address: name the repository without user and password, and its key in secret_ref.</source>
        <translation>test_data_ref.git.url: „%1“ ist keine einfache http- oder https-Adresse: das Repository ohne Benutzer und Kennwort nennen, seinen Schlüssel in secret_ref.</translation>
    </message>
    <message>
        <source>test_data_ref.git.secret_ref: there is no key named “%1”: save a token for %2 under that name.</source>
        <translation>test_data_ref.git.secret_ref: Es gibt keinen Schlüssel „%1“: ein Token für %2 unter diesem Namen speichern.</translation>
    </message>
    <message>
        <source>test_data_ref.git.url: a key is only sent over https: use the https address of the repository.</source>
        <translation>test_data_ref.git.url: Ein Schlüssel wird nur über https gesendet: die https-Adresse des Repositorys verwenden.</translation>
    </message>
    <message>
        <source>The attempt&apos;s folder cannot be written: free some space and run the benchmark again.</source>
        <translation>Der Ordner des Versuchs ist nicht schreibbar: Platz schaffen und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>cloning %1 at %2</source>
        <translation>klont %1 bei %2</translation>
    </message>
    <message>
        <source>test_data_ref.git.url: %1 asks for a key: save a token for it and name it in test_data_ref.git.secret_ref, or correct the address.</source>
        <translation>test_data_ref.git.url: %1 verlangt einen Schlüssel: ein Token dafür speichern und in test_data_ref.git.secret_ref nennen, oder die Adresse berichtigen.</translation>
    </message>
    <message>
        <source>test_data_ref.git.secret_ref: %1 refused the key “%2”: save a token that may read the repository.</source>
        <translation>test_data_ref.git.secret_ref: %1 wies den Schlüssel „%2“ ab: ein Token speichern, das das Repository lesen darf.</translation>
    </message>
    <message>
        <source>test_data_ref.git.ref: %1 has no branch, tag or commit “%2”: correct the name.</source>
        <translation>test_data_ref.git.ref: %1 hat keinen Branch, Tag oder Commit „%2“: den Namen berichtigen.</translation>
    </message>
    <message>
        <source>test_data_ref.git.url: there is no repository at %1: correct the address, or name a key that may see it in secret_ref.</source>
        <translation>test_data_ref.git.url: Unter %1 gibt es kein Repository: die Adresse berichtigen oder in secret_ref einen Schlüssel nennen, der es sehen darf.</translation>
    </message>
    <message>
        <source>test_data_ref.git.url: %1 could not be cloned (%2): see that the address is right and the server can be reached, and run the benchmark again.</source>
        <translation>test_data_ref.git.url: %1 ließ sich nicht klonen (%2): prüfen, ob die Adresse stimmt und der Server erreichbar ist, und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>test_data_ref.git.sub_path: %1 has no “%2” at %3: correct the path.</source>
        <translation>test_data_ref.git.sub_path: %1 hat kein „%2“ bei %3: den Pfad berichtigen.</translation>
    </message>
    <message>
        <source>test_data_ref.git.sub_path: “%1” is a link that leads out of the repository: name a folder or file in it.</source>
        <translation>test_data_ref.git.sub_path: „%1“ ist eine Verknüpfung, die aus dem Repository hinausführt: einen Ordner oder eine Datei darin nennen.</translation>
    </message>
    <message>
        <source>The test data cannot be moved into the attempt&apos;s folder: free some space and run the benchmark again.</source>
        <translation>Die Testdaten lassen sich nicht in den Ordner des Versuchs verschieben: Platz schaffen und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>test_data_ref.git: “%1” is a link that leads out of the data or nowhere: remove it from the repository, or choose another sub_path.</source>
        <translation>test_data_ref.git: „%1“ ist eine Verknüpfung, die aus den Daten hinaus oder ins Leere führt: sie aus dem Repository entfernen oder einen anderen sub_path wählen.</translation>
    </message>
    <message>
        <source>fetching the data set %1 at %2 from %3</source>
        <translation>holt den Datensatz %1 bei %2 von %3</translation>
    </message>
    <message>
        <source>test_data_ref.hf.repo_id: the data set “%1” has no files at “%2”: choose another revision.</source>
        <translation>test_data_ref.hf.repo_id: Der Datensatz „%1“ hat bei „%2“ keine Dateien: eine andere Revision wählen.</translation>
    </message>
    <message>
        <source>test_data_ref.hf.sub_path: the data set “%1” has no “%2” at “%3”: correct the path.</source>
        <translation>test_data_ref.hf.sub_path: Der Datensatz „%1“ hat kein „%2“ bei „%3“: den Pfad berichtigen.</translation>
    </message>
    <message>
        <source>test_data_ref.hf.secret_ref: there is no key named “%1”: save a token of %2 under that name, or leave it out for public data.</source>
        <translation>test_data_ref.hf.secret_ref: Es gibt keinen Schlüssel „%1“: ein Token für %2 unter diesem Namen speichern oder ihn bei öffentlichen Daten weglassen.</translation>
    </message>
    <message>
        <source>test_data_ref.hf: %1 does not answer as the Hugging Face hub does: correct HF_ENDPOINT where the engine is started.</source>
        <translation>test_data_ref.hf: %1 antwortet nicht wie der Hugging Face Hub: HF_ENDPOINT berichtigen, wo die Engine gestartet wird.</translation>
    </message>
    <message>
        <source>test_data_ref.hf: %1 redirects “%2” without end: try again later.</source>
        <translation>test_data_ref.hf: %1 leitet „%2“ ohne Ende weiter: später noch einmal versuchen.</translation>
    </message>
    <message>
        <source>%1: %2 does not show “%3” without a key (HTTP %4): correct the name, or save a token and name it in test_data_ref.hf.secret_ref.</source>
        <translation>%1: %2 zeigt „%3“ nicht ohne Schlüssel (HTTP %4): den Namen berichtigen oder ein Token speichern und in test_data_ref.hf.secret_ref nennen.</translation>
    </message>
    <message>
        <source>%1: %2 refused the key “%3” for “%4” (HTTP %5): save a token that may read it, or correct the name.</source>
        <translation>%1: %2 wies den Schlüssel „%3“ für „%4“ ab (HTTP %5): ein Token speichern, das lesen darf, oder den Namen berichtigen.</translation>
    </message>
    <message>
        <source>%1: %2 has no data set “%3” with the revision “%4”: correct them.</source>
        <translation>%1: %2 hat keinen Datensatz „%3“ mit der Revision „%4“: beides berichtigen.</translation>
    </message>
    <message>
        <source>%1: %2 did not give the data (%3): see that it can be reached from this machine, or name a mirror in HF_ENDPOINT where the engine is started, and run the benchmark again.</source>
        <translation>%1: %2 lieferte die Daten nicht (%3): prüfen, ob es von diesem Rechner erreichbar ist, oder einen Spiegel in HF_ENDPOINT nennen, wo die Engine gestartet wird, und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>the test data is there already</source>
        <translation>die Testdaten sind schon da</translation>
    </message>
    <message>
        <source>The attempt&apos;s folder %1 cannot be written: free some space and run the benchmark again.</source>
        <translation>Der Ordner %1 des Versuchs ist nicht schreibbar: Platz schaffen und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>test_data_ref names no source: set one of s3, git or hf.</source>
        <translation>test_data_ref nennt keine Quelle: eine von s3, git und hf setzen.</translation>
    </message>
    <message>
        <source>test data: %1 files, %2</source>
        <translation>Testdaten: %1 Dateien, %2</translation>
    </message>
    <message>
        <source>%1 asks for %2, which this local engine does not have: take the field out, or submit the job through a connection to a cluster.</source>
        <translation>%1 verlangt %2, was diese lokale Engine nicht hat: das Feld weglassen oder den Auftrag über eine Verbindung zu einem Cluster senden.</translation>
    </message>
    <message>
        <source>the hardware profile “%1”</source>
        <translation>das Hardware-Profil „%1“</translation>
    </message>
    <message>
        <source>the Kueue queue “%1”</source>
        <translation>die Kueue-Warteschlange „%1“</translation>
    </message>
    <message>
        <source>GPUs by the name “%1”</source>
        <translation>GPUs mit dem Namen „%1“</translation>
    </message>
    <message>
        <source>the volume claim “%1”</source>
        <translation>den Volume-Claim „%1“</translation>
    </message>
    <message>
        <source>the provider “%1”, which exists as a container image only</source>
        <translation>den Anbieter „%1“, den es nur als Container-Image gibt</translation>
    </message>
    <message>
        <source>test_data_ref.s3.key: the bucket “%1” has neither an object “%2” nor any below that name: correct the key.</source>
        <translation>test_data_ref.s3.key: Der Bucket „%1“ hat weder ein Objekt „%2“ noch eines unter diesem Namen: den Schlüssel berichtigen.</translation>
    </message>
    <message>
        <source>test_data_ref.s3: %1 does not list the bucket as S3 servers do: correct AWS_S3_ENDPOINT in the key “%2”.</source>
        <translation>test_data_ref.s3: %1 listet den Bucket nicht wie ein S3-Server: AWS_S3_ENDPOINT im Schlüssel „%2“ berichtigen.</translation>
    </message>
    <message>
        <source>test_data_ref.s3.bucket: %1 has no bucket “%2”: correct the name or create it.</source>
        <translation>test_data_ref.s3.bucket: %1 hat keinen Bucket „%2“: den Namen berichtigen oder ihn anlegen.</translation>
    </message>
    <message>
        <source>test_data_ref.s3.secret_ref: %1 refused the key “%2” for the bucket “%3” (%4): save the right access key and secret, or grant it reading and listing.</source>
        <translation>test_data_ref.s3.secret_ref: %1 wies den Schlüssel „%2“ für den Bucket „%3“ ab (%4): den richtigen Zugangsschlüssel samt Geheimnis speichern oder ihm Lesen und Auflisten erlauben.</translation>
    </message>
    <message>
        <source>test_data_ref.s3.secret_ref: %1 sends requests for the bucket “%2” elsewhere, and a key does not follow: set AWS_S3_ENDPOINT and AWS_DEFAULT_REGION in “%3” to where the bucket is.</source>
        <translation>test_data_ref.s3.secret_ref: %1 schickt Anfragen für den Bucket „%2“ anderswohin, und ein Schlüssel folgt nicht: AWS_S3_ENDPOINT und AWS_DEFAULT_REGION in „%3“ auf den Ort des Buckets setzen.</translation>
    </message>
    <message>
        <source>test_data_ref.s3.key: “%1” is not in the bucket “%2”: correct the key.</source>
        <translation>test_data_ref.s3.key: „%1“ ist nicht im Bucket „%2“: den Schlüssel berichtigen.</translation>
    </message>
    <message>
        <source>test_data_ref.s3: %1 did not give the data (%2): see that the server of the key “%3” can be reached, and run the benchmark again.</source>
        <translation>test_data_ref.s3: %1 lieferte die Daten nicht (%2): prüfen, ob der Server des Schlüssels „%3“ erreichbar ist, und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>test_data_ref.s3.secret_ref: there is no key named “%1”: save one whose text is a JSON object with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_S3_ENDPOINT and AWS_DEFAULT_REGION.</source>
        <translation>test_data_ref.s3.secret_ref: Es gibt keinen Schlüssel „%1“: einen speichern, dessen Text ein JSON-Objekt mit AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_S3_ENDPOINT und AWS_DEFAULT_REGION ist.</translation>
    </message>
    <message>
        <source>fetching s3://%1/%2 from %3</source>
        <translation>holt s3://%1/%2 von %3</translation>
    </message>
    <message>
        <source>The name “%1” cannot be stored safely below the attempt&apos;s folder: rename it at its source, without &apos;..&apos;, empty parts, backslashes or control characters.</source>
        <translation>Der Name „%1“ lässt sich unter dem Ordner des Versuchs nicht sicher speichern: ihn an der Quelle umbenennen, ohne „..“, leere Teile, Backslashes oder Steuerzeichen.</translation>
    </message>
    <message>
        <source>There is no key named &apos;%1&apos;, which model.auth.secret_ref asks for; store one under that name, or take the member out.</source>
        <translation>Es gibt keinen Schlüssel „%1“, den model.auth.secret_ref verlangt; einen unter diesem Namen speichern oder das Mitglied weglassen.</translation>
    </message>
    <message>
        <source>The files of the benchmark cannot be written below &apos;%1&apos;: free some space, or shorten the benchmark&apos;s id.</source>
        <translation>Die Dateien des Benchmarks lassen sich unter „%1“ nicht schreiben: Platz schaffen oder die Kennung des Benchmarks kürzen.</translation>
    </message>
    <message>
        <source>The command was not started because its process could not be recorded; free some space and run the benchmark again.</source>
        <translation>Der Befehl wurde nicht gestartet, weil sein Prozess nicht vermerkt werden konnte; Platz schaffen und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>Report %1 of the command was not taken: %2</source>
        <translation>Meldung %1 des Befehls wurde nicht angenommen: %2</translation>
    </message>
    <message>
        <source>The command of provider &apos;%1&apos; was lost when the engine stopped or its helper was killed, and had not reported an end; run the benchmark again.</source>
        <translation>Der Befehl des Anbieters „%1“ ging verloren, als die Engine endete oder ihr Helfer abgebrochen wurde, und hatte kein Ende gemeldet; den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>The command of provider &apos;%1&apos; was ended by signal %2 (%3) before it reported completed or failed.</source>
        <translation>Den Befehl des Anbieters „%1“ beendete Signal %2 (%3), bevor er „completed“ oder „failed“ meldete.</translation>
    </message>
    <message>
        <source>The command of provider &apos;%1&apos; ended with exit code %2 (a shell&apos;s word for signal %3) before it reported completed or failed.</source>
        <translation>Der Befehl des Anbieters „%1“ endete mit Code %2 (so nennt eine Shell Signal %3), bevor er „completed“ oder „failed“ meldete.</translation>
    </message>
    <message>
        <source>The command of provider &apos;%1&apos; ended with exit code %2 before it reported completed or failed.</source>
        <translation>Der Befehl des Anbieters „%1“ endete mit Code %2, bevor er „completed“ oder „failed“ meldete.</translation>
    </message>
    <message>
        <source>The command of provider &apos;%1&apos; ended with exit code 0, but neither it nor a client reported completed or failed.</source>
        <translation>Der Befehl des Anbieters „%1“ endete mit Code 0, aber weder er noch ein Client meldete „completed“ oder „failed“.</translation>
    </message>
    <message>
        <source>The end of its output:</source>
        <translation>Das Ende seiner Ausgabe:</translation>
    </message>
    <message>
        <source>The model&apos;s key cannot be handed to the command: &apos;%1&apos; cannot be written. Free some space or fix its permissions.</source>
        <translation>Der Schlüssel des Modells lässt sich dem Befehl nicht übergeben: „%1“ ist nicht schreibbar. Platz schaffen oder die Rechte berichtigen.</translation>
    </message>
    <message>
        <source>No port of this machine is free for the benchmark&apos;s reports; end other programs and try again.</source>
        <translation>Für die Meldungen des Benchmarks ist kein Port dieses Rechners frei; andere Programme beenden und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The engine has too many files open to start a benchmark; run fewer at a time with --slots.</source>
        <translation>Die Engine hat zu viele Dateien offen, um einen Benchmark zu starten; mit --slots weniger zugleich ausführen.</translation>
    </message>
    <message>
        <source>The program &apos;%1&apos; cannot be started (%2); install Assay again, it belongs beside assayctl.</source>
        <translation>Das Programm „%1“ lässt sich nicht starten (%2); Assay neu installieren, es gehört neben assayctl.</translation>
    </message>
    <message>
        <source>Model %1</source>
        <translation>Modell %1</translation>
    </message>
    <message>
        <source>Benchmark %1</source>
        <translation>Benchmark %1</translation>
    </message>
    <message>
        <source>Benchmark %1: test_data_ref cannot be used with native tasks; remove it, or put the data beside the task file.</source>
        <translation>Benchmark %1: test_data_ref passt nicht zu eingebauten Aufgaben; es entfernen oder die Daten neben die Aufgabendatei legen.</translation>
    </message>
    <message>
        <source>the quote that opens here is never closed; close it.</source>
        <translation>das Anführungszeichen, das hier öffnet, wird nie geschlossen; es schließen.</translation>
    </message>
    <message>
        <source>text follows a closing quote; put the whole field in quotes and double the quotes inside it.</source>
        <translation>auf ein schließendes Anführungszeichen folgt Text; das ganze Feld in Anführungszeichen setzen und die inneren verdoppeln.</translation>
    </message>
    <message>
        <source>there is no header row; write the column names there.</source>
        <translation>es gibt keine Kopfzeile; dort die Namen der Spalten angeben.</translation>
    </message>
    <message>
        <source>column %1 of the header has no name; give it one.</source>
        <translation>Spalte %1 der Kopfzeile hat keinen Namen; ihr einen geben.</translation>
    </message>
    <message>
        <source>the column &apos;%1&apos; stands twice in the header; rename one.</source>
        <translation>die Spalte „%1“ steht zweimal in der Kopfzeile; eine umbenennen.</translation>
    </message>
    <message>
        <source>this row has %1 fields, but the header has %2; quote fields that hold a separator.</source>
        <translation>diese Zeile hat %1 Felder, die Kopfzeile aber %2; Felder mit Trennzeichen in Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>The dataset %1 does not exist; put it beside the task file or correct dataset.file.</source>
        <translation>Den Datensatz %1 gibt es nicht; ihn neben die Aufgabendatei legen oder dataset.file berichtigen.</translation>
    </message>
    <message>
        <source>The dataset %1 cannot be opened (%2); check its permissions.</source>
        <translation>Der Datensatz %1 lässt sich nicht öffnen (%2); seine Rechte prüfen.</translation>
    </message>
    <message>
        <source>The dataset %1 is larger than 2 GiB; split it.</source>
        <translation>Der Datensatz %1 ist größer als 2 GiB; ihn aufteilen.</translation>
    </message>
    <message>
        <source>The dataset %1 cannot be read (%2).</source>
        <translation>Der Datensatz %1 ist nicht lesbar (%2).</translation>
    </message>
    <message>
        <source>&apos;%1&apos; in the column &apos;%2&apos; is not %3; correct it or the column&apos;s type.</source>
        <translation>„%1“ in der Spalte „%2“ ist nicht %3; den Wert oder den Typ der Spalte berichtigen.</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>of a known type</source>
        <translation>von bekanntem Typ</translation>
    </message>
    <message>
        <source>%1 has no rows; a benchmark needs at least one.</source>
        <translation>%1 hat keine Zeilen; ein Benchmark braucht mindestens eine.</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>this is not valid JSON (near character %1); mend or remove the line.</source>
        <translation>das ist kein gültiges JSON (um Zeichen %1); die Zeile berichtigen oder entfernen.</translation>
    </message>
    <message>
        <source>%1 has no column &apos;%2&apos;, which dataset.csv.types names; its columns are %3.</source>
        <translation>%1 hat keine Spalte „%2“, die dataset.csv.types nennt; die Spalten sind %3.</translation>
    </message>
    <message>
        <source>the column &apos;%1&apos; is not UTF-8 text; save the file as UTF-8.</source>
        <translation>die Spalte „%1“ ist kein UTF-8-Text; die Datei als UTF-8 speichern.</translation>
    </message>
    <message>
        <source>row %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>a row must be an object, {&quot;column&quot;: value}, but this is %1.</source>
        <translation>eine Zeile muss ein Objekt sein, {&quot;Spalte&quot;: Wert}, aber dies ist %1.</translation>
    </message>
    <message>
        <source>there is no column &apos;%1&apos;, which %2 needs; the row&apos;s columns are %3.</source>
        <translation>es gibt keine Spalte „%1“, die %2 braucht; die Spalten der Zeile sind %3.</translation>
    </message>
    <message>
        <source>the id in the column &apos;%1&apos; must be text or a whole number; give the row one.</source>
        <translation>die Kennung in der Spalte „%1“ muss Text oder eine ganze Zahl sein; der Zeile eine geben.</translation>
    </message>
    <message>
        <source>the id &apos;%1&apos; was used by an earlier row; ids must be unique.</source>
        <translation>die Kennung „%1“ hat schon eine frühere Zeile; Kennungen müssen eindeutig sein.</translation>
    </message>
    <message>
        <source>The model has no URL; write the address of an OpenAI-compatible server into model.url.</source>
        <translation>Das Modell hat keine URL; die Adresse eines OpenAI-kompatiblen Servers in model.url angeben.</translation>
    </message>
    <message>
        <source>model.url &apos;%1&apos; does not begin with http:// or https://; write for instance http://localhost:8080/v1.</source>
        <translation>model.url „%1“ beginnt nicht mit http:// oder https://; zum Beispiel http://localhost:8080/v1 schreiben.</translation>
    </message>
    <message>
        <source>model.url cannot be read as an address; write for instance http://localhost:8080/v1.</source>
        <translation>model.url ist als Adresse nicht lesbar; zum Beispiel http://localhost:8080/v1 schreiben.</translation>
    </message>
    <message>
        <source>model.url holds a user name or password; take it out and store the key under a name in auth.secret_ref.</source>
        <translation>model.url enthält Benutzernamen oder Kennwort; sie herausnehmen und den Schlüssel unter einem Namen in auth.secret_ref speichern.</translation>
    </message>
    <message>
        <source>the answer is too large</source>
        <translation>die Antwort ist zu groß</translation>
    </message>
    <message>
        <source>the file must hold an object, that is lines of &apos;member: value&apos;.</source>
        <translation>die Datei muss ein Objekt enthalten, also Zeilen der Form „Mitglied: Wert“.</translation>
    </message>
    <message>
        <source>must be an object with members of its own.</source>
        <translation>muss ein Objekt mit eigenen Mitgliedern sein.</translation>
    </message>
    <message>
        <source>is unknown; known here are %1.</source>
        <translation>ist unbekannt; bekannt sind hier %1.</translation>
    </message>
    <message>
        <source>is missing; add it.</source>
        <translation>fehlt; ergänzen.</translation>
    </message>
    <message>
        <source>must be a list.</source>
        <translation>muss eine Liste sein.</translation>
    </message>
    <message>
        <source>must be text and not empty.</source>
        <translation>muss Text sein und nicht leer.</translation>
    </message>
    <message>
        <source>must be text; put it in quotes.</source>
        <translation>muss Text sein; in Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>must be a list of texts; put each in quotes.</source>
        <translation>muss eine Liste von Texten sein; jeden in Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>must be true or false.</source>
        <translation>muss true oder false sein.</translation>
    </message>
    <message>
        <source>is %1; it must be a number.</source>
        <translation>ist %1; es muss eine Zahl sein.</translation>
    </message>
    <message>
        <source>is %1; it must be a number from %2 to %3.</source>
        <translation>ist %1; es muss eine Zahl von %2 bis %3 sein.</translation>
    </message>
    <message>
        <source>is %1; it must be a whole number from %2 to %3.</source>
        <translation>ist %1; es muss eine ganze Zahl von %2 bis %3 sein.</translation>
    </message>
    <message>
        <source>No key store is available, so the key &apos;%1&apos; cannot be fetched; start the engine with one.</source>
        <translation>Es gibt keinen Schlüsselspeicher, deshalb lässt sich der Schlüssel „%1“ nicht holen; die Engine mit einem starten.</translation>
    </message>
    <message>
        <source>There is no usable key &apos;%1&apos;; store one under that name for %2.</source>
        <translation>Es gibt keinen brauchbaren Schlüssel „%1“; einen unter diesem Namen für %2 speichern.</translation>
    </message>
    <message>
        <source>Benchmark %1: the native runner does not know %2 and ignored it.</source>
        <translation>Benchmark %1: Die eingebaute Ausführung kennt %2 nicht und hat es nicht beachtet.</translation>
    </message>
    <message>
        <source>An answer of benchmark %1 could not be stored; free disk space and start the benchmark again: what was stored is kept.</source>
        <translation>Eine Antwort des Benchmarks %1 ließ sich nicht speichern; Platz schaffen und den Benchmark erneut starten: Gespeichertes bleibt.</translation>
    </message>
    <message>
        <source>%1 of %2 items got no answer; they are left out of every metric. The first: %3</source>
        <translation>%1 von %2 Aufgaben blieben ohne Antwort; sie fehlen in jeder Metrik. Die erste: %3</translation>
    </message>
    <message>
        <source>The answer of %1 is larger than 16 MiB; check that model.url names a model server and lower max_tokens.</source>
        <translation>Die Antwort von %1 ist größer als 16 MiB; prüfen, ob model.url einen Modellserver nennt, und max_tokens senken.</translation>
    </message>
    <message>
        <source>The secure connection to %1 failed (%2); check its certificate, or use http:// if it has none.</source>
        <translation>Die sichere Verbindung zu %1 scheiterte (%2); sein Zertifikat prüfen oder http:// verwenden, wenn er keines hat.</translation>
    </message>
    <message>
        <source>The host of %1 cannot be found; check the spelling of model.url and the network.</source>
        <translation>Der Rechner von %1 ist nicht zu finden; die Schreibweise von model.url und das Netz prüfen.</translation>
    </message>
    <message>
        <source>The proxy for %1 cannot be found; check https_proxy and http_proxy.</source>
        <translation>Der Proxy für %1 ist nicht zu finden; https_proxy und http_proxy prüfen.</translation>
    </message>
    <message>
        <source>Nothing answers at %1; start the model server or correct the host and port in model.url.</source>
        <translation>An %1 antwortet nichts; den Modellserver starten oder Rechner und Port in model.url berichtigen.</translation>
    </message>
    <message>
        <source>%1 could not be reached within %2 s; check the address and the network.</source>
        <translation>%1 war in %2 s nicht zu erreichen; die Adresse und das Netz prüfen.</translation>
    </message>
    <message>
        <source>%1 did not answer within %2 s; look at the model server or raise timeout_seconds.</source>
        <translation>%1 antwortete nicht in %2 s; den Modellserver ansehen oder timeout_seconds erhöhen.</translation>
    </message>
    <message>
        <source>%1 cannot be used as an address; write for instance http://localhost:8080/v1.</source>
        <translation>%1 ist als Adresse nicht brauchbar; zum Beispiel http://localhost:8080/v1 schreiben.</translation>
    </message>
    <message>
        <source>%1 closed the connection before its answer was complete (%2); look at the model server&apos;s log.</source>
        <translation>%1 schloss die Verbindung, bevor die Antwort vollständig war (%2); das Protokoll des Modellservers ansehen.</translation>
    </message>
    <message>
        <source>%1 redirects to %2; redirects are not followed, so put the final address into model.url.</source>
        <translation>%1 leitet zu %2 weiter; Weiterleitungen wird nicht gefolgt, deshalb die endgültige Adresse in model.url angeben.</translation>
    </message>
    <message>
        <source>%1 wants a key (%2); store one and name it in auth.secret_ref.</source>
        <translation>%1 verlangt einen Schlüssel (%2); einen speichern und in auth.secret_ref nennen.</translation>
    </message>
    <message>
        <source>%1 refused the key &apos;%2&apos; (%3); store the right key under that name.</source>
        <translation>%1 wies den Schlüssel „%2“ ab (%3); den richtigen unter diesem Namen speichern.</translation>
    </message>
    <message>
        <source>%1 knows no such path or no model &apos;%2&apos; (%3); check model.url, which usually ends in /v1, and model.name.</source>
        <translation>%1 kennt diesen Pfad nicht oder kein Modell „%2“ (%3); model.url, das meist auf /v1 endet, und model.name prüfen.</translation>
    </message>
    <message>
        <source>%1 answers that it gets too many requests (%2), after %3 tries; lower concurrency or wait.</source>
        <translation>%1 meldet zu viele Anfragen (%2), nach %3 Versuchen; concurrency senken oder warten.</translation>
    </message>
    <message>
        <source>%1 failed (%2), after %3 tries; look at the model server&apos;s log.</source>
        <translation>%1 scheiterte (%2), nach %3 Versuchen; das Protokoll des Modellservers ansehen.</translation>
    </message>
    <message>
        <source>%1 refused the request (%2); check model.name and the generation parameters.</source>
        <translation>%1 lehnte die Anfrage ab (%2); model.name und die Parameter der Generierung prüfen.</translation>
    </message>
    <message>
        <source>The answer of %1 has no choices%2; check that model.url names an OpenAI-compatible server.</source>
        <translation>Die Antwort von %1 hat keine „choices“%2; prüfen, ob model.url einen OpenAI-kompatiblen Server nennt.</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>einer Webseite</translation>
    </message>
    <message>
        <source>something that is not JSON</source>
        <translation>etwas, das kein JSON ist</translation>
    </message>
    <message>
        <source>%1 answered with %2 instead of an answer in JSON; check model.url, which usually ends in /v1.</source>
        <translation>%1 antwortete mit %2 statt einer Antwort in JSON; model.url prüfen, das meist auf /v1 endet.</translation>
    </message>
    <message>
        <source>&apos;{{&apos; at character %1 is never closed; write {{column}}.</source>
        <translation>„{{“ an Zeichen %1 wird nie geschlossen; {{Spalte}} schreiben.</translation>
    </message>
    <message>
        <source>&apos;{{}}&apos; at character %1 names no column; write {{column}}.</source>
        <translation>„{{}}“ an Zeichen %1 nennt keine Spalte; {{Spalte}} schreiben.</translation>
    </message>
    <message>
        <source>The prompt&apos;s template names the column &apos;%1&apos;, which the row does not have.</source>
        <translation>Die Vorlage der Eingabe nennt die Spalte „%1“, die die Zeile nicht hat.</translation>
    </message>
    <message>
        <source>model.url &apos;recorded:%1&apos; names no recording; a name has letters, digits and . _ - only.</source>
        <translation>model.url „recorded:%1“ nennt keine Aufzeichnung; ein Name hat nur Buchstaben, Ziffern und . _ -.</translation>
    </message>
    <message>
        <source>There is no recording &apos;%1&apos;; put %1.jsonl into %2 or correct model.url.</source>
        <translation>Es gibt keine Aufzeichnung „%1“; %1.jsonl nach %2 legen oder model.url berichtigen.</translation>
    </message>
    <message>
        <source>The recording %1.jsonl cannot be opened (%2); check its permissions.</source>
        <translation>Die Aufzeichnung %1.jsonl lässt sich nicht öffnen (%2); ihre Rechte prüfen.</translation>
    </message>
    <message>
        <source>this is not a JSON object; mend or remove the line.</source>
        <translation>das ist kein JSON-Objekt; die Zeile berichtigen oder entfernen.</translation>
    </message>
    <message>
        <source>the recording is empty; its first line must be {&quot;recording&quot;: 1, &quot;model&quot;: ...}.</source>
        <translation>die Aufzeichnung ist leer; ihre erste Zeile muss {&quot;recording&quot;: 1, &quot;model&quot;: ...} sein.</translation>
    </message>
    <message>
        <source>the first line must be the header, {&quot;recording&quot;: 1, &quot;model&quot;: ...}.</source>
        <translation>die erste Zeile muss der Kopf sein, {&quot;recording&quot;: 1, &quot;model&quot;: ...}.</translation>
    </message>
    <message>
        <source>an answer needs the texts &quot;task&quot;, &quot;id&quot; and &quot;response&quot;.</source>
        <translation>eine Antwort braucht die Texte „task“, „id“ und „response“.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be a number from 0.</source>
        <translation>„%1“ muss eine Zahl ab 0 sein.</translation>
    </message>
    <message>
        <source>the item &apos;%1&apos; of the task &apos;%2&apos; is answered twice; remove one line.</source>
        <translation>die Aufgabe „%1“ der Aufgabendatei „%2“ ist zweimal beantwortet; eine Zeile entfernen.</translation>
    </message>
    <message>
        <source>The recording &apos;%1&apos; has no answer to the item &apos;%2&apos; of the task &apos;%3&apos;; record the task again.</source>
        <translation>Die Aufzeichnung „%1“ hat keine Antwort auf die Aufgabe „%2“ von „%3“; „%3“ neu aufzeichnen.</translation>
    </message>
    <message>
        <source>The recording &apos;%1&apos; has no answer %4 to the item &apos;%2&apos; of the task &apos;%3&apos;; record the task again or lower repeats.</source>
        <translation>Die Aufzeichnung „%1“ hat keine Antwort %4 auf die Aufgabe „%2“ von „%3“; „%3“ neu aufzeichnen oder repeats senken.</translation>
    </message>
    <message>
        <source>The keychain did not answer when asked for “%1”: unlock it and try again.</source>
        <translation>Der Schlüsselbund antwortete nicht auf die Frage nach „%1“: ihn entsperren und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; may hold letters, digits and . _ : - only, 128 at most.</source>
        <translation>„%1“ darf nur Buchstaben, Ziffern und . _ : - enthalten, höchstens 128.</translation>
    </message>
    <message>
        <source>names a CSV file; write csv: {file: %1} instead.</source>
        <translation>nennt eine CSV-Datei; stattdessen csv: {file: %1} schreiben.</translation>
    </message>
    <message>
        <source>must be a comma, a semicolon or a tab.</source>
        <translation>muss ein Komma, ein Semikolon oder ein Tabulator sein.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is unknown; known are text, number, boolean, json.</source>
        <translation>„%1“ ist unbekannt; bekannt sind text, number, boolean, json.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; leads out of the task&apos;s folder; put the dataset beside the task file and name it without &apos;..&apos;.</source>
        <translation>„%1“ führt aus dem Ordner der Aufgabendatei hinaus; den Datensatz daneben legen und ohne „..“ nennen.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is a link that leads out of the task&apos;s folder; put the file itself there.</source>
        <translation>„%1“ ist eine Verknüpfung, die aus dem Ordner der Aufgabendatei hinausführt; die Datei selbst dorthin legen.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is unknown; known are chat, completion.</source>
        <translation>„%1“ ist unbekannt; bekannt sind chat, completion.</translation>
    </message>
    <message>
        <source>must be an object with the columns %1.</source>
        <translation>muss ein Objekt mit den Spalten %1 sein.</translation>
    </message>
    <message>
        <source>has no column &apos;%1&apos;; the template and the target need %2.</source>
        <translation>hat keine Spalte „%1“; die Vorlage und das Ziel brauchen %2.</translation>
    </message>
    <message>
        <source>must name at least one scoring function; known are %1.</source>
        <translation>muss mindestens eine Bewertungsfunktion nennen; bekannt sind %1.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is unknown; known are %2.</source>
        <translation>„%1“ ist unbekannt; bekannt sind %2.</translation>
    </message>
    <message>
        <source>must name at least one; known are %1.</source>
        <translation>muss mindestens eines nennen; bekannt sind %1.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is not computed by scoring; computed are %2.</source>
        <translation>„%1“ wird von scoring nicht berechnet; berechnet werden %2.</translation>
    </message>
    <message>
        <source>%1: the task file cannot be opened (%2); check its permissions.</source>
        <translation>%1: Die Aufgabendatei lässt sich nicht öffnen (%2); ihre Rechte prüfen.</translation>
    </message>
    <message>
        <source>%1: the task file is larger than 16 MiB; move its rows into a JSONL file.</source>
        <translation>%1: Die Aufgabendatei ist größer als 16 MiB; ihre Zeilen in eine JSONL-Datei verschieben.</translation>
    </message>
    <message>
        <source>%1: the id &apos;%2&apos; is used by %3 already; choose another.</source>
        <translation>%1: Die Kennung „%2“ hat schon %3; eine andere wählen.</translation>
    </message>
    <message>
        <source>No task file has the id &apos;%1&apos;; task files were looked for in %2.</source>
        <translation>Keine Aufgabendatei hat die Kennung „%1“; gesucht wurde in %2.</translation>
    </message>
    <message>
        <source>Waits for your approval to run the command of provider &apos;%1&apos;: allow it with `assayctl commands allow %2` (POST /api/v1/commands/HASH), or deny it there.</source>
        <translation>Wartet auf Ihre Erlaubnis für den Befehl des Anbieters „%1“: ihn mit `assayctl commands allow %2` erlauben (POST /api/v1/commands/HASH) oder dort verweigern.</translation>
    </message>
    <message>
        <source>The command of provider &apos;%1&apos; was denied on this machine: allow it with `assayctl commands allow %2`, then run the benchmark again.</source>
        <translation>Der Befehl des Anbieters „%1“ wurde auf diesem Rechner verweigert: ihn mit `assayctl commands allow %2` erlauben, dann den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>This engine runs no commands (serve --commands deny), and provider &apos;%1&apos; needs one: start the engine with --commands ask or allow, or choose another connection.</source>
        <translation>Diese Engine führt keine Befehle aus (serve --commands deny), und der Anbieter „%1“ braucht einen: die Engine mit --commands ask oder allow starten oder eine andere Verbindung wählen.</translation>
    </message>
    <message>
        <source>Stopped after %1 s, the time limit of the job: give it more with custom.assay.job_time_limit_seconds.</source>
        <translation>Nach %1 s beendet, der Zeitgrenze des Auftrags: mit custom.assay.job_time_limit_seconds mehr erlauben.</translation>
    </message>
    <message>
        <source>Nothing was heard of the benchmark for %1 s: look at its log, and cancel it if it hangs.</source>
        <translation>Seit %1 s kam nichts vom Benchmark: sein Protokoll ansehen und ihn abbrechen, wenn er hängt.</translation>
    </message>
    <message>
        <source>Attempt %1 failed and attempt %2 begins in %3 s. It said: %4</source>
        <translation>Versuch %1 scheiterte, und Versuch %2 beginnt in %3 s. Die Meldung: %4</translation>
    </message>
    <message>
        <source>custom.assay must be an object, for example {&quot;retries&quot;: 2}</source>
        <translation>custom.assay muss ein Objekt sein, zum Beispiel {&quot;retries&quot;: 2}</translation>
    </message>
    <message>
        <source>custom.assay.%1 must be a number of seconds from 0 to 31622400, not %2</source>
        <translation>custom.assay.%1 muss eine Zahl von Sekunden von 0 bis 31622400 sein, nicht %2</translation>
    </message>
    <message>
        <source>custom.assay.%1 must be a number of seconds above 0 and at most 31622400, not %2; leave it out for the engine&apos;s own limit</source>
        <translation>custom.assay.%1 muss eine Zahl von Sekunden über 0 und höchstens 31622400 sein, nicht %2; weglassen für die Grenze der Engine</translation>
    </message>
    <message>
        <source>custom.assay.retries must be a whole number from 0 to %1, not %2</source>
        <translation>custom.assay.retries muss eine ganze Zahl von 0 bis %1 sein, nicht %2</translation>
    </message>
    <message>
        <source>custom.assay.retry_on must be &quot;infrastructure&quot; or &quot;all&quot;, not %1</source>
        <translation>custom.assay.retry_on muss „infrastructure“ oder „all“ sein, nicht %1</translation>
    </message>
    <message>
        <source>The catalogue file %1, line %2, cannot be used: %3</source>
        <translation>Die Katalogdatei %1, Zeile %2, ist nicht brauchbar: %3</translation>
    </message>
    <message>
        <source>The catalogue file %1 cannot be used: %2</source>
        <translation>Die Katalogdatei %1 ist nicht brauchbar: %2</translation>
    </message>
    <message>
        <source>&apos;id&apos; must be a text of 1 to 36 characters.</source>
        <translation>„id“ muss ein Text von 1 bis 36 Zeichen sein.</translation>
    </message>
    <message>
        <source>The id &apos;%1&apos; stands in %2 already.</source>
        <translation>Die Kennung „%1“ steht schon in %2.</translation>
    </message>
    <message>
        <source>%1 The catalogue stays as it was before that change.</source>
        <translation>%1 Der Katalog bleibt, wie er vor dieser Änderung war.</translation>
    </message>
    <message>
        <source>decision must be &quot;allow&quot; or &quot;deny&quot;</source>
        <translation>decision muss „allow“ oder „deny“ sein</translation>
    </message>
    <message>
        <source>This engine was asked to drain: it starts nothing new and leaves when what runs has ended; start it again, then repeat the request.</source>
        <translation>Diese Engine läuft leer: Sie startet nichts Neues und endet, wenn alles Laufende fertig ist; sie neu starten, dann die Anfrage wiederholen.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no member of this request; send {&quot;benchmarks&quot;: [0, 2]} or no body</source>
        <translation>„%1“ gehört nicht in diese Anfrage; {&quot;benchmarks&quot;: [0, 2]} oder keinen Inhalt senden</translation>
    </message>
    <message>
        <source>benchmarks must be a list of at least one index; leave it out for all that failed</source>
        <translation>benchmarks muss eine Liste mit mindestens einem Index sein; für alle gescheiterten weglassen</translation>
    </message>
    <message>
        <source>benchmarks holds %1, which is no index; they are numbers from 0</source>
        <translation>benchmarks enthält %1, das kein Index ist; das sind Zahlen ab 0</translation>
    </message>
    <message>
        <source>The benchmark %1 of job %2 can not be cancelled because it is &apos;%3&apos;.</source>
        <translation>Der Benchmark %1 des Auftrags %2 kann nicht abgebrochen werden, weil er „%3“ ist.</translation>
    </message>
    <message>
        <source>The job %1 has no failed or cancelled benchmark to run again; it is &apos;%2&apos;.</source>
        <translation>Der Auftrag %1 hat keinen gescheiterten oder abgebrochenen Benchmark zum erneuten Ausführen; er ist „%2“.</translation>
    </message>
    <message>
        <source>The benchmark %1 of job %2 is completed and keeps its result: submit a new job to run it again.</source>
        <translation>Der Benchmark %1 des Auftrags %2 ist fertig und behält sein Ergebnis: zum erneuten Ausführen einen neuen Auftrag senden.</translation>
    </message>
    <message>
        <source>The benchmark %1 of job %2 is &apos;%3&apos;: wait for its end, or cancel it first.</source>
        <translation>Der Benchmark %1 des Auftrags %2 ist „%3“: sein Ende abwarten oder ihn zuerst abbrechen.</translation>
    </message>
    <message>
        <source>No command with the hash &apos;%1&apos; has come up here: GET /api/v1/commands lists those that have.</source>
        <translation>Kein Befehl mit dem Hash „%1“ ist hier aufgetreten: GET /api/v1/commands listet alle bisherigen.</translation>
    </message>
    <message>
        <source>The header Idempotency-Key names a key that another job was submitted with in the last 24 hours: send that job&apos;s body unchanged, or choose another key.</source>
        <translation>Der Header Idempotency-Key nennt einen Schlüssel, mit dem in den letzten 24 Stunden ein anderer Auftrag gesendet wurde: dessen Inhalt unverändert senden oder einen anderen Schlüssel wählen.</translation>
    </message>
    <message>
        <source>
[%1 bytes of output were left out here]
</source>
        <translation>
[hier wurden %1 Byte Ausgabe weggelassen]
</translation>
    </message>
    <message>
        <source>This is not JSON: %1</source>
        <translation>Das ist kein JSON: %1</translation>
    </message>
    <message>
        <source>This is not YAML: %1</source>
        <translation>Das ist kein YAML: %1</translation>
    </message>
    <message>
        <source>The metric dictionary %1 cannot be read (%2); check its path.</source>
        <translation>Das Metrik-Wörterbuch %1 ist nicht lesbar (%2); seinen Pfad prüfen.</translation>
    </message>
    <message>
        <source>a metric dictionary may hold 1 MiB at most.</source>
        <translation>ein Metrik-Wörterbuch darf höchstens 1 MiB groß sein.</translation>
    </message>
    <message>
        <source>Scores from 0 to 1</source>
        <translation>Werte von 0 bis 1</translation>
    </message>
    <message>
        <source>Scores in %1</source>
        <translation>Werte in %1</translation>
    </message>
    <message>
        <source>gate %1</source>
        <translation>Schwelle %1</translation>
    </message>
    <message>
        <source>Too close</source>
        <translation>Zu knapp</translation>
    </message>
    <message>
        <source>gate, with the side that passes</source>
        <translation>Schwelle, mit der Seite, die besteht</translation>
    </message>
    <message>
        <source>Scores and gates</source>
        <translation>Werte und Schwellen</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>The verdicts in words</source>
        <translation>Die Urteile in Worten</translation>
    </message>
    <message>
        <source>Time and tokens</source>
        <translation>Zeit und Token</translation>
    </message>
    <message>
        <source>Mean latency, ms</source>
        <translation>Mittlere Latenz, ms</translation>
    </message>
    <message>
        <source>Prompt tokens</source>
        <translation>Token der Eingabe</translation>
    </message>
    <message>
        <source>Answer tokens</source>
        <translation>Token der Antwort</translation>
    </message>
    <message>
        <source>Unreadable answers</source>
        <translation>Unlesbare Antworten</translation>
    </message>
    <message>
        <source>Failed requests</source>
        <translation>Gescheiterte Anfragen</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Gained: right only with %1</source>
        <translation>Gewonnen: nur mit %1 richtig</translation>
    </message>
    <message>
        <source>Lost: right only with %1</source>
        <translation>Verloren: nur mit %1 richtig</translation>
    </message>
    <message>
        <source>changed items (%1)</source>
        <translation>geänderte Aufgaben (%1)</translation>
    </message>
    <message>
        <source>From → to</source>
        <translation>Von → nach</translation>
    </message>
    <message>
        <source>Gained</source>
        <translation>Gewonnen</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Both right</source>
        <translation>Beide richtig</translation>
    </message>
    <message>
        <source>Both wrong</source>
        <translation>Beide falsch</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Gained items are right with %1 and wrong with %2; lost ones the other way round.</source>
        <translation>Gewonnene Aufgaben sind mit %1 richtig und mit %2 falsch; verlorene umgekehrt.</translation>
    </message>
    <message>
        <source>The difference is an exact McNemar test of each benchmark on its own, not corrected for the number of benchmarks.</source>
        <translation>Der Unterschied ist ein exakter McNemar-Test jedes Benchmarks für sich, nicht berichtigt für die Zahl der Benchmarks.</translation>
    </message>
    <message>
        <source>Items gained and lost</source>
        <translation>Gewonnene und verlorene Aufgaben</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Erstellt von</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Where these numbers come from</source>
        <translation>Woher diese Zahlen kommen</translation>
    </message>
    <message>
        <source>en</source>
        <extracomment>the language code of the translation, as in HTML&apos;s lang attribute</extracomment>
        <translation>de</translation>
    </message>
    <message>
        <source>%1 % interval</source>
        <extracomment>%1 is a number, e.g. 95</extracomment>
        <translation>%1-%-Intervall</translation>
    </message>
    <message>
        <source>no items in common</source>
        <translation>keine gemeinsamen Aufgaben</translation>
    </message>
    <message>
        <source>no item changed</source>
        <translation>keine Aufgabe geändert</translation>
    </message>
    <message>
        <source>%1: very unlikely to be chance</source>
        <extracomment>%1 is e.g. &quot;p = 0.003&quot;</extracomment>
        <translation>%1: sehr wahrscheinlich kein Zufall</translation>
    </message>
    <message>
        <source>%1: unlikely to be chance</source>
        <translation>%1: wahrscheinlich kein Zufall</translation>
    </message>
    <message>
        <source>%1: may well be chance</source>
        <translation>%1: kann gut Zufall sein</translation>
    </message>
    <message>
        <source>No gates were set.</source>
        <translation>Es waren keine Schwellen gesetzt.</translation>
    </message>
    <message>
        <source>Passes all gates (%1).</source>
        <extracomment>a run over benchmarks with gates</extracomment>
        <translation>Besteht alle Schwellen (%1).</translation>
    </message>
    <message>
        <source>Passes %1 of %2 gates, fails %3; %4 too close to call.</source>
        <translation>Besteht %1 von %2 Schwellen, verfehlt %3; %4 zu knapp.</translation>
    </message>
    <message>
        <source>Evaluation report</source>
        <translation>Bewertungsbericht</translation>
    </message>
    <message>
        <source>Items that %1 gained and lost against %2:</source>
        <translation>Aufgaben, die %1 gegen %2 gewann und verlor:</translation>
    </message>
    <message>
        <source>The key “%1” is no S3 connection: %2; save it as a JSON object with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_S3_ENDPOINT and AWS_DEFAULT_REGION.</source>
        <translation>Der Schlüssel „%1“ ist keine S3-Verbindung: %2; ihn als JSON-Objekt mit AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_S3_ENDPOINT und AWS_DEFAULT_REGION speichern.</translation>
    </message>
    <message>
        <source>it is no JSON object</source>
        <translation>es ist kein JSON-Objekt</translation>
    </message>
    <message>
        <source>AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is missing</source>
        <translation>AWS_ACCESS_KEY_ID oder AWS_SECRET_ACCESS_KEY fehlt</translation>
    </message>
    <message>
        <source>AWS_S3_ENDPOINT is no web address</source>
        <translation>AWS_S3_ENDPOINT ist keine Webadresse</translation>
    </message>
    <message>
        <source>p &lt; %1</source>
        <translation>p &lt; %1</translation>
    </message>
    <message>
        <source>p = %1</source>
        <translation>p = %1</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 Punkte</translation>
    </message>
    <message>
        <source>%1 after Holm over %2 comparisons</source>
        <translation>%1 nach Holm über %2 Vergleiche</translation>
    </message>
    <message>
        <source>%1 items gained, %2 lost of %3</source>
        <translation>%1 Aufgaben gewonnen, %2 verloren von %3</translation>
    </message>
    <message>
        <source>; about %1 would be needed, about %2 if the items were not paired</source>
        <translation>; etwa %1 wären nötig, etwa %2 ohne Paarung der Aufgaben</translation>
    </message>
    <message>
        <source>; about %1 would be needed</source>
        <translation>; etwa %1 wären nötig</translation>
    </message>
    <message>
        <source>%1 is equal on average (%2); %3%4.</source>
        <translation>%1 ist im Mittel gleich (%2); %3%4.</translation>
    </message>
    <message>
        <source>%1 is better by %2 (%3)</source>
        <translation>%1 ist um %2 besser (%3)</translation>
    </message>
    <message>
        <source>%1 is worse by %2 (%3)</source>
        <translation>%1 ist um %2 schlechter (%3)</translation>
    </message>
    <message>
        <source>%1; %2; %3.</source>
        <translation>%1; %2; %3.</translation>
    </message>
    <message>
        <source>%1; this could be chance (%2); %3%4.</source>
        <translation>%1; das kann Zufall sein (%2); %3%4.</translation>
    </message>
    <message>
        <source>The gate lies outside the metric&apos;s scale: it can never be passed, or never be failed.</source>
        <translation>Die Schwelle liegt außerhalb der Skala der Metrik: Sie kann nie bestanden oder nie verfehlt werden.</translation>
    </message>
    <message>
        <source>The gate is a hundredth of what the metric&apos;s unit asks for.</source>
        <translation>Die Schwelle ist ein Hundertstel dessen, was die Einheit der Metrik verlangt.</translation>
    </message>
    <message>
        <source>The gate lies at the easy end of the metric&apos;s scale.</source>
        <translation>Die Schwelle liegt am leichten Ende der Skala der Metrik.</translation>
    </message>
    <message>
        <source>The gate passes results that the provider calls its worst.</source>
        <translation>Die Schwelle lässt Ergebnisse bestehen, die der Anbieter zu seinen schlechtesten zählt.</translation>
    </message>
    <message>
        <source>The entry&apos;s direction is the opposite of the provider&apos;s.</source>
        <translation>Die Richtung des Eintrags ist der des Anbieters entgegengesetzt.</translation>
    </message>
    <message>
        <source>The direction is the opposite of what the metric dictionary says.</source>
        <translation>Die Richtung widerspricht dem Metrik-Wörterbuch.</translation>
    </message>
    <message>
        <source>The job&apos;s score does not know that lower is better, because only the provider says it.</source>
        <translation>Das Ergebnis des Auftrags weiß nicht, dass niedriger besser ist, weil nur der Anbieter es sagt.</translation>
    </message>
    <message>
        <source>The benchmark does not report the metric that is gated.</source>
        <translation>Der Benchmark meldet die Metrik nicht, für die eine Schwelle gesetzt ist.</translation>
    </message>
    <message>
        <source>The gated metric is spelled differently from the provider&apos;s list.</source>
        <translation>Die Metrik mit der Schwelle ist anders geschrieben als in der Liste des Anbieters.</translation>
    </message>
    <message>
        <source>A gate stands among the parameters, where the server never reads it.</source>
        <translation>Eine Schwelle steht unter den Parametern, wo der Server sie nie liest.</translation>
    </message>
    <message>
        <source>There is a gate but no primary score, so the server never reads it.</source>
        <translation>Es gibt eine Schwelle, aber keine maßgebliche Metrik; der Server liest sie nie.</translation>
    </message>
    <message>
        <source>An entry with a primary score of its own does not get the provider&apos;s gate.</source>
        <translation>Ein Eintrag mit eigener maßgeblicher Metrik bekommt die Schwelle des Anbieters nicht.</translation>
    </message>
    <message>
        <source>The benchmark has no primary score and never gets a verdict.</source>
        <translation>Der Benchmark hat keine maßgebliche Metrik und bekommt nie ein Urteil.</translation>
    </message>
    <message>
        <source>A weight below 0 is refused.</source>
        <translation>Ein Gewicht unter 0 wird abgelehnt.</translation>
    </message>
    <message>
        <source>The job&apos;s score is a mean of numbers with different units.</source>
        <translation>Das Ergebnis des Auftrags ist ein Mittel von Zahlen mit verschiedenen Einheiten.</translation>
    </message>
    <message>
        <source>A lower-is-better metric beyond 0 to 1 makes the job&apos;s score meaningless.</source>
        <translation>Eine Metrik jenseits von 0 bis 1, bei der niedriger besser ist, macht das Ergebnis des Auftrags sinnlos.</translation>
    </message>
    <message>
        <source>The default job gate of 0.5 is compared with numbers that have a unit.</source>
        <translation>Die Vorgabe 0.5 für die Schwelle des Auftrags wird mit Zahlen verglichen, die eine Einheit haben.</translation>
    </message>
    <message>
        <source>The job&apos;s gate lies outside what its score can reach.</source>
        <translation>Die Schwelle des Auftrags liegt außerhalb dessen, was sein Ergebnis erreichen kann.</translation>
    </message>
    <message>
        <source>The job&apos;s gate makes the same mistake of scale as its entries.</source>
        <translation>Die Schwelle des Auftrags irrt sich in der Skala wie die seiner Einträge.</translation>
    </message>
    <message>
        <source>The job has a gate, but no entry gives it a score.</source>
        <translation>Der Auftrag hat eine Schwelle, aber kein Eintrag gibt ihm ein Ergebnis.</translation>
    </message>
    <message>
        <source>EvalHub judges every copy of a benchmark by the gate of the first.</source>
        <translation>EvalHub beurteilt jede Kopie eines Benchmarks nach der Schwelle der ersten.</translation>
    </message>
    <message>
        <source>The provider has no such benchmark; the server refuses it.</source>
        <translation>Der Anbieter hat keinen solchen Benchmark; der Server lehnt ihn ab.</translation>
    </message>
    <message>
        <source>The provider is not in the catalogue, so its defaults cannot be checked.</source>
        <translation>Der Anbieter steht nicht im Katalog; seine Vorgaben lassen sich nicht prüfen.</translation>
    </message>
    <message>
        <source>The collection is not in the catalogue, so the job cannot be checked.</source>
        <translation>Die Sammlung steht nicht im Katalog; der Auftrag lässt sich nicht prüfen.</translation>
    </message>
    <message>
        <source>The collection has no such benchmark; the server refuses the job.</source>
        <translation>Die Sammlung hat keinen solchen Benchmark; der Server lehnt den Auftrag ab.</translation>
    </message>
    <message>
        <source>The server ignores this part of an override.</source>
        <translation>Der Server beachtet diesen Teil einer Abweichung nicht.</translation>
    </message>
    <message>
        <source>The collection&apos;s own parameter wins over the override&apos;s.</source>
        <translation>Der eigene Parameter der Sammlung geht dem der Abweichung vor.</translation>
    </message>
    <message>
        <source>An override&apos;s parameter also reaches other benchmarks of the same provider.</source>
        <translation>Der Parameter einer Abweichung erreicht auch andere Benchmarks desselben Anbieters.</translation>
    </message>
    <message>
        <source>%1 is listed twice with different gates; EvalHub judges both by the first one, the local engine each by its own.</source>
        <translation>%1 ist zweimal mit verschiedenen Schwellen aufgeführt; EvalHub beurteilt beide nach der ersten, die lokale Engine jeden nach seiner eigenen.</translation>
    </message>
    <message>
        <source>Give both the same gate, or list the benchmark once.</source>
        <translation>Beiden dieselbe Schwelle geben oder den Benchmark einmal aufführen.</translation>
    </message>
    <message>
        <source>The server ignores “%1” of an override; %2 keeps what the collection says.</source>
        <translation>Der Server beachtet „%1“ einer Abweichung nicht; %2 behält, was die Sammlung sagt.</translation>
    </message>
    <message>
        <source>List the collection&apos;s benchmarks in the job itself, with your own values, or edit a copy of the collection.</source>
        <translation>Die Benchmarks der Sammlung im Auftrag selbst aufführen, mit eigenen Werten, oder eine Kopie der Sammlung bearbeiten.</translation>
    </message>
    <message>
        <source>The collection sets “%1” of %2 itself, and its value wins over the override&apos;s.</source>
        <translation>Die Sammlung setzt „%1“ von %2 selbst, und ihr Wert geht dem der Abweichung vor.</translation>
    </message>
    <message>
        <source>List the collection&apos;s benchmarks in the job itself, or edit a copy of the collection.</source>
        <translation>Die Benchmarks der Sammlung im Auftrag selbst aufführen oder eine Kopie der Sammlung bearbeiten.</translation>
    </message>
    <message>
        <source>“%1” is asked for %2, but also reaches %3 of the same provider.</source>
        <translation>„%1“ ist für %2 gewünscht, erreicht aber auch %3 desselben Anbieters.</translation>
    </message>
    <message>
        <source>List the collection&apos;s benchmarks in the job itself, each with its own parameters.</source>
        <translation>Die Benchmarks der Sammlung im Auftrag selbst aufführen, jeden mit eigenen Parametern.</translation>
    </message>
    <message>
        <source>Remove the override, or name a benchmark of the collection.</source>
        <translation>Die Abweichung entfernen oder einen Benchmark der Sammlung nennen.</translation>
    </message>
    <message>
        <source>The collection %1 is not in the catalogue, so the job&apos;s gates cannot be checked.</source>
        <translation>Die Sammlung %1 steht nicht im Katalog; die Schwellen des Auftrags lassen sich nicht prüfen.</translation>
    </message>
    <message>
        <source>Correct the id, or give the catalogue that has it.</source>
        <translation>Die Kennung berichtigen oder den Katalog angeben, der sie hat.</translation>
    </message>
    <message>
        <source>In the collection %1: %2</source>
        <translation>In der Sammlung %1: %2</translation>
    </message>
    <message>
        <source>%1: the gate %2 on %3 can never be passed: the metric runs from %4.</source>
        <translation>%1: Die Schwelle %2 an %3 kann nie bestanden werden: Die Metrik reicht von %4.</translation>
    </message>
    <message>
        <source>%1: the gate %2 on %3 passes every result: the metric runs from %4.</source>
        <translation>%1: Die Schwelle %2 an %3 besteht jedes Ergebnis: Die Metrik reicht von %4.</translation>
    </message>
    <message>
        <source>This reads like a percentage; write %1.</source>
        <translation>Das liest sich wie ein Prozentwert; %1 schreiben.</translation>
    </message>
    <message>
        <source>Write the gate in the metric&apos;s own unit, %1.</source>
        <translation>Die Schwelle in der Einheit der Metrik schreiben, %1.</translation>
    </message>
    <message>
        <source>%1: the gate %2 on %3 is a hundredth of what its unit asks for.</source>
        <translation>%1: Die Schwelle %2 an %3 ist ein Hundertstel dessen, was ihre Einheit verlangt.</translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation>%1 schreiben.</translation>
    </message>
    <message>
        <source>%1: every result passes the gate %2 on %3, the easy end of its scale.</source>
        <translation>%1: Jedes Ergebnis besteht die Schwelle %2 an %3, das leichte Ende ihrer Skala.</translation>
    </message>
    <message>
        <source>Raise the bar, or remove the gate if the benchmark is only to be reported.</source>
        <translation>Die Latte höher legen oder die Schwelle entfernen, wenn der Benchmark nur berichtet werden soll.</translation>
    </message>
    <message>
        <source>lower is better</source>
        <translation>niedriger ist besser</translation>
    </message>
    <message>
        <source>higher is better</source>
        <translation>höher ist besser</translation>
    </message>
    <message>
        <source>%1: %2 is gated as if %3, but the provider %4 says %5, so the worse the result, the surer it passes.</source>
        <translation>%1: %2 hat eine Schwelle, als ob gälte: %3; der Anbieter %4 sagt aber: %5. Je schlechter das Ergebnis, desto sicherer besteht es.</translation>
    </message>
    <message>
        <source>Write lower_is_better: %1 and a gate for that direction; the provider&apos;s is %2.</source>
        <translation>lower_is_better: %1 schreiben und eine Schwelle für diese Richtung; die des Anbieters ist %2.</translation>
    </message>
    <message>
        <source>Write lower_is_better: %1 and a gate for that direction.</source>
        <translation>lower_is_better: %1 schreiben und eine Schwelle für diese Richtung.</translation>
    </message>
    <message>
        <source>%1: %2 is gated as if %3, but the metric dictionary says %4.</source>
        <translation>%1: %2 hat eine Schwelle, als ob gälte: %3; das Metrik-Wörterbuch sagt aber: %4.</translation>
    </message>
    <message>
        <source>Turn lower_is_better round, or correct the metric dictionary.</source>
        <translation>lower_is_better umkehren oder das Metrik-Wörterbuch berichtigen.</translation>
    </message>
    <message>
        <source>%1: the gate %2 on %3 passes results of %4 to %5, which the provider calls its worst; its own gate is %6.</source>
        <translation>%1: Die Schwelle %2 an %3 lässt Ergebnisse von %4 bis %5 bestehen, die der Anbieter zu seinen schlechtesten zählt; seine eigene Schwelle ist %6.</translation>
    </message>
    <message>
        <source>Write %1, the provider&apos;s gate, or a gate near it.</source>
        <translation>%1 schreiben, die Schwelle des Anbieters, oder eine Schwelle in der Nähe.</translation>
    </message>
    <message>
        <source>%1: the gated metric %2 is spelled differently from the provider&apos;s list: %3.</source>
        <translation>%1: Die Metrik %2 mit der Schwelle ist anders geschrieben als in der Liste des Anbieters: %3.</translation>
    </message>
    <message>
        <source>%1: the gated metric %2 is none of those that the benchmark reports: %3.</source>
        <translation>%1: Die Metrik %2 mit der Schwelle ist keine von denen, die der Benchmark meldet: %3.</translation>
    </message>
    <message>
        <source>Use the spelling under which the results hold it: the server looks for exactly that name.</source>
        <translation>Die Schreibweise der Ergebnisse verwenden: Der Server sucht genau nach diesem Namen.</translation>
    </message>
    <message>
        <source>Gate one of the metrics that are reported.</source>
        <translation>Die Schwelle an eine der gemeldeten Metriken setzen.</translation>
    </message>
    <message>
        <source>%1: “%2” looks like a gate, but the server never reads parameters when it judges.</source>
        <translation>%1: „%2“ sieht wie eine Schwelle aus, aber der Server liest beim Urteilen nie Parameter.</translation>
    </message>
    <message>
        <source>Gate that metric in an entry of its own with primary_score and pass_criteria, or remove the parameter.</source>
        <translation>Die Schwelle dieser Metrik in einen eigenen Eintrag mit primary_score und pass_criteria setzen oder den Parameter entfernen.</translation>
    </message>
    <message>
        <source>%1 has a gate but no primary score, so the server never reads the gate.</source>
        <translation>%1 hat eine Schwelle, aber keine maßgebliche Metrik; der Server liest die Schwelle nie.</translation>
    </message>
    <message>
        <source>Add primary_score with the metric that the gate is for.</source>
        <translation>primary_score mit der Metrik ergänzen, für die die Schwelle gilt.</translation>
    </message>
    <message>
        <source>%1 has no primary score, so it never gets a verdict.</source>
        <translation>%1 hat keine maßgebliche Metrik und bekommt deshalb nie ein Urteil.</translation>
    </message>
    <message>
        <source>Add primary_score and pass_criteria if it is to be gated.</source>
        <translation>primary_score und pass_criteria ergänzen, wenn er eine Schwelle haben soll.</translation>
    </message>
    <message>
        <source>%1 names a primary score of its own, so the server does not read the provider&apos;s gate of %2; there will be no verdict.</source>
        <translation>%1 nennt eine eigene maßgebliche Metrik; der Server liest die Schwelle %2 des Anbieters nicht, und es gibt kein Urteil.</translation>
    </message>
    <message>
        <source>Add pass_criteria to the entry, or remove its primary_score.</source>
        <translation>pass_criteria am Eintrag ergänzen oder sein primary_score entfernen.</translation>
    </message>
    <message>
        <source>The provider %1 has no benchmark %2; the server refuses it.</source>
        <translation>Der Anbieter %1 hat keinen Benchmark %2; der Server lehnt ihn ab.</translation>
    </message>
    <message>
        <source>Correct the benchmark&apos;s id.</source>
        <translation>Die Kennung des Benchmarks berichtigen.</translation>
    </message>
    <message>
        <source>%1: the provider %2 is not in the catalogue, so its metrics and gates cannot be checked.</source>
        <translation>%1: Der Anbieter %2 steht nicht im Katalog; seine Metriken und Schwellen lassen sich nicht prüfen.</translation>
    </message>
    <message>
        <source>Correct the provider&apos;s id, or give the provider&apos;s file or the catalogue that has it.</source>
        <translation>Die Kennung des Anbieters berichtigen oder seine Datei oder den Katalog angeben, der ihn hat.</translation>
    </message>
    <message>
        <source>%1: the weight %2 is below 0; the server refuses it.</source>
        <translation>%1: Das Gewicht %2 ist unter 0; der Server lehnt es ab.</translation>
    </message>
    <message>
        <source>Write a weight above 0.</source>
        <translation>Ein Gewicht über 0 schreiben.</translation>
    </message>
    <message>
        <source>%1: a weight of 0 counts as 1, so the benchmark is a full part of the job&apos;s score.</source>
        <translation>%1: Ein Gewicht von 0 zählt als 1; der Benchmark zählt voll im Ergebnis des Auftrags.</translation>
    </message>
    <message>
        <source>Write the weight you mean; a benchmark that is only to be reported must not have a gate.</source>
        <translation>Das gemeinte Gewicht schreiben; ein Benchmark, der nur berichtet werden soll, darf keine Schwelle haben.</translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation>0 bis 1</translation>
    </message>
    <message>
        <source>a count</source>
        <translation>eine Anzahl</translation>
    </message>
    <message>
        <source>The job&apos;s score is the mean of numbers with different units (%1), so its verdict means nothing.</source>
        <translation>Das Ergebnis des Auftrags ist das Mittel von Zahlen mit verschiedenen Einheiten (%1); sein Urteil bedeutet nichts.</translation>
    </message>
    <message>
        <source>Gate benchmarks of one unit only; report the others without a gate, or move them to a collection of their own.</source>
        <translation>Schwellen nur an Benchmarks einer einzigen Einheit setzen; die anderen ohne Schwelle berichten oder in eine eigene Sammlung verschieben.</translation>
    </message>
    <message>
        <source>%1: the job&apos;s score takes 1 minus %2, which falls far below 0 for a metric beyond 0 to 1: passing benchmarks can make a failing job.</source>
        <translation>%1: Das Ergebnis des Auftrags nimmt 1 minus %2, was bei einer Metrik jenseits von 0 bis 1 weit unter 0 fällt: Bestandene Benchmarks können einen gescheiterten Auftrag ergeben.</translation>
    </message>
    <message>
        <source>Report the benchmark without a gate, or gate a metric between 0 and 1.</source>
        <translation>Den Benchmark ohne Schwelle berichten oder die Schwelle an eine Metrik zwischen 0 und 1 setzen.</translation>
    </message>
    <message>
        <source>%1: only the provider says that lower is better for %2; the job&apos;s score adds it as if higher were better.</source>
        <translation>%1: Nur der Anbieter sagt, dass bei %2 niedriger besser ist; das Ergebnis des Auftrags zählt es, als wäre höher besser.</translation>
    </message>
    <message>
        <source>Write primary_score with lower_is_better: true and pass_criteria in the entry itself.</source>
        <translation>primary_score mit lower_is_better: true und pass_criteria im Eintrag selbst schreiben.</translation>
    </message>
    <message>
        <source>The job&apos;s gate %1 can never be passed: its score runs from %2 to %3.</source>
        <translation>Die Schwelle %1 des Auftrags kann nie bestanden werden: Sein Ergebnis reicht von %2 bis %3.</translation>
    </message>
    <message>
        <source>The job&apos;s gate %1 passes every result: its score runs from %2 to %3.</source>
        <translation>Die Schwelle %1 des Auftrags besteht jedes Ergebnis: Es reicht von %2 bis %3.</translation>
    </message>
    <message>
        <source>Write a gate between %1 and %2.</source>
        <translation>Eine Schwelle zwischen %1 und %2 schreiben.</translation>
    </message>
    <message>
        <source>No benchmark has both a primary score and a gate, so there is no score to compare with the gate %1.</source>
        <translation>Kein Benchmark hat eine maßgebliche Metrik und eine Schwelle; es gibt kein Ergebnis, das mit der Schwelle %1 zu vergleichen wäre.</translation>
    </message>
    <message>
        <source>Give at least one benchmark primary_score and pass_criteria.</source>
        <translation>Mindestens einem Benchmark primary_score und pass_criteria geben.</translation>
    </message>
    <message>
        <source>There is no gate for the whole, so the server compares its score, in %1, with the default 0.5.</source>
        <translation>Es gibt keine Gesamtschwelle; der Server vergleicht sein Ergebnis, in %1, mit der Vorgabe 0.5.</translation>
    </message>
    <message>
        <source>Add pass_criteria with a threshold in that unit.</source>
        <translation>pass_criteria mit einem threshold in dieser Einheit ergänzen.</translation>
    </message>
    <message>
        <source>there is no such field; the fields are %1.</source>
        <translation>ein solches Feld gibt es nicht; die Felder sind %1.</translation>
    </message>
    <message>
        <source>The metric dictionary, %1: %2</source>
        <translation>Das Metrik-Wörterbuch, %1: %2</translation>
    </message>
    <message>
        <source>a text is expected.</source>
        <translation>ein Text wird erwartet.</translation>
    </message>
    <message>
        <source>“%1” is unknown; write one of %2.</source>
        <translation>„%1“ ist unbekannt; eines von %2 schreiben.</translation>
    </message>
    <message>
        <source>a list of metric names is expected.</source>
        <translation>eine Liste von Metriknamen wird erwartet.</translation>
    </message>
    <message>
        <source>each name must be a text that is not empty.</source>
        <translation>jeder Name muss ein Text sein, der nicht leer ist.</translation>
    </message>
    <message>
        <source>“names” or “pattern” is missing; say which metrics this is about.</source>
        <translation>„names“ oder „pattern“ fehlt; angeben, um welche Metriken es geht.</translation>
    </message>
    <message>
        <source>this is no regular expression (%1).</source>
        <translation>das ist kein regulärer Ausdruck (%1).</translation>
    </message>
    <message>
        <source>write [lowest, highest], with null for an open end.</source>
        <translation>[kleinster, größter] schreiben, mit null für ein offenes Ende.</translation>
    </message>
    <message>
        <source>the lowest value must be below the highest.</source>
        <translation>der kleinste Wert muss unter dem größten liegen.</translation>
    </message>
    <message>
        <source>a whole number from 0 to 12 is expected.</source>
        <translation>eine ganze Zahl von 0 bis 12 wird erwartet.</translation>
    </message>
    <message>
        <source>The metric dictionary is not JSON: %1</source>
        <translation>Das Metrik-Wörterbuch ist kein JSON: %1</translation>
    </message>
    <message>
        <source>The metric dictionary: “metrics” is missing or no list; write one entry for each metric.</source>
        <translation>Das Metrik-Wörterbuch: „metrics“ fehlt oder ist keine Liste; einen Eintrag für jede Metrik schreiben.</translation>
    </message>
    <message>
        <source>per s</source>
        <translation>je s</translation>
    </message>
    <message>
        <source>Further Targets</source>
        <translation>Weitere Ziele</translation>
    </message>
    <message>
        <source>Each of these gets a run of its own with the same benchmarks. Kept in drafts and recipes; not part of what a server is sent.</source>
        <translation>Jedes bekommt einen eigenen Lauf mit denselben Benchmarks. Bleibt in Entwürfen und Rezepten; wird keinem Server gesendet.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Everything grows with the text.</source>
        <translation>Alles wächst mit der Schrift.</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>High contrast is white and yellow on black, with lines around every control.</source>
        <translation>Hoher Kontrast ist weiß und gelb auf schwarz, mit Linien um jedes Bedienelement.</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of the window, its numbers and its dates. Files stay the same in every language.</source>
        <translation>Des Fensters, seiner Zahlen und Daten. Dateien sind in jeder Sprache gleich.</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Docks and lists jump to their new place instead of gliding there.</source>
        <translation>Leisten und Listen springen an ihren neuen Platz, statt dorthin zu gleiten.</translation>
    </message>
    <message>
        <source>Benchmarks at a time</source>
        <translation>Benchmarks zugleich</translation>
    </message>
    <message>
        <source>How many benchmarks the local engine runs side by side.</source>
        <translation>Wie viele Benchmarks die lokale Maschine nebeneinander ausführt.</translation>
    </message>
    <message>
        <source>twice the processors</source>
        <translation>doppelt so viele wie Prozessoren</translation>
    </message>
    <message>
        <source>Benchmarks of one provider at a time</source>
        <translation>Benchmarks eines Anbieters zugleich</translation>
    </message>
    <message>
        <source>For programs that cannot share this computer with themselves.</source>
        <translation>Für Programme, die sich diesen Rechner nicht mit sich selbst teilen können.</translation>
    </message>
    <message>
        <source>no limit of its own</source>
        <translation>keine eigene Grenze</translation>
    </message>
    <message>
        <source>Benchmarks at a time against one model</source>
        <translation>Benchmarks zugleich gegen ein Modell</translation>
    </message>
    <message>
        <source>Counted by the model&apos;s address; for servers that slow down or refuse under load.</source>
        <translation>Gezählt nach der Adresse des Modells; für Server, die unter Last langsam werden oder ablehnen.</translation>
    </message>
    <message>
        <source>Time limit of a benchmark</source>
        <translation>Zeitgrenze eines Benchmarks</translation>
    </message>
    <message>
        <source>An attempt that takes longer is stopped and has failed, unless its job says otherwise.</source>
        <translation>Ein Versuch, der länger dauert, wird beendet und ist gescheitert, wenn sein Auftrag nichts anderes sagt.</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>Warn of silence after</source>
        <translation>Vor Stille warnen nach</translation>
    </message>
    <message>
        <source>Time without output or report before a running benchmark is said to stand still.</source>
        <translation>Zeit ohne Ausgabe oder Meldung, bevor von einem laufenden Benchmark gesagt wird, dass er stillsteht.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>New attempts after a crash</source>
        <translation>Neue Versuche nach einem Absturz</translation>
    </message>
    <message>
        <source>When a provider&apos;s program dies; the wait before each attempt doubles, from ten seconds to ten minutes.</source>
        <translation>Wenn das Programm eines Anbieters stirbt; die Wartezeit vor jedem Versuch verdoppelt sich, von zehn Sekunden bis zehn Minuten.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Keep work folders for</source>
        <translation>Arbeitsordner aufheben für</translation>
    </message>
    <message>
        <source>Folders of completed benchmarks are removed then. Results, samples and logs stay.</source>
        <translation>Dann werden die Ordner abgeschlossener Benchmarks gelöscht. Ergebnisse, Aufgaben und Protokolle bleiben.</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>Commands of providers</source>
        <translation>Befehle von Anbietern</translation>
    </message>
    <message>
        <source>Whether the shell commands that providers bring may run on this computer.</source>
        <translation>Ob die Shell-Befehle, die Anbieter mitbringen, auf diesem Rechner laufen dürfen.</translation>
    </message>
    <message>
        <source>Ask before a new one runs</source>
        <translation>Fragen, bevor ein neuer läuft</translation>
    </message>
    <message>
        <source>Run all</source>
        <translation>Alle ausführen</translation>
    </message>
    <message>
        <source>Run none</source>
        <translation>Keinen ausführen</translation>
    </message>
    <message>
        <source>Environment of commands</source>
        <translation>Umgebung der Befehle</translation>
    </message>
    <message>
        <source>A clean one has home, locale and proxies only; everything may hold keys of other programs.</source>
        <translation>Eine saubere hat nur Heimatordner, Sprache und Proxys; alles kann Schlüssel anderer Programme enthalten.</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>Sauber</translation>
    </message>
    <message>
        <source>Everything the engine has</source>
        <translation>Alles, was die Maschine hat</translation>
    </message>
    <message>
        <source>MLflow server</source>
        <translation>MLflow-Server</translation>
    </message>
    <message>
        <source>Where jobs with an experiment are recorded, like http://127.0.0.1:5000. Empty: what MLFLOW_TRACKING_URI names.</source>
        <translation>Wo Aufträge mit einem Experiment aufgezeichnet werden, etwa http://127.0.0.1:5000. Leer: was MLFLOW_TRACKING_URI nennt.</translation>
    </message>
    <message>
        <source>Confidence level</source>
        <translation>Konfidenzniveau</translation>
    </message>
    <message>
        <source>Of every interval in the window. A higher one is wider, and more gates are too close to call.</source>
        <translation>Jedes Intervalls im Fenster. Ein höheres ist breiter, und mehr Schwellen sind zu knapp.</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>What our own verdict asks for; the server&apos;s verdict stays beside it. Counts for runs that are opened or loaded from now on.</source>
        <translation>Was unser eigenes Urteil verlangt; das Urteil des Servers bleibt daneben stehen. Gilt für alles, was ab jetzt geöffnet oder geladen wird.</translation>
    </message>
    <message>
        <source>Strict: the whole interval must clear the gate</source>
        <translation>Streng: das ganze Intervall muss die Schwelle nehmen</translation>
    </message>
    <message>
        <source>Lenient: the score decides</source>
        <translation>Milde: der Wert entscheidet</translation>
    </message>
    <message>
        <source>Keys of a single letter</source>
        <translation>Tasten aus einem Buchstaben</translation>
    </message>
    <message>
        <source>J and K for the next and previous sample, and the like; also the jump to a row by its first letter.</source>
        <translation>J und K für die nächste und vorige Aufgabe und dergleichen; auch der Sprung zu einer Zeile mit ihrem ersten Buchstaben.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>For connections that name none of their own: an address like http://proxy:3128 or socks5://proxy:1080, or the word direct. Empty: as the system. This computer is always asked directly.</source>
        <translation>Für Verbindungen, die keinen eigenen nennen: eine Adresse wie http://proxy:3128 oder socks5://proxy:1080, oder das Wort direct. Leer: wie das System. Dieser Rechner wird immer direkt gefragt.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>“%1” is no address for “%2”; write one like %3, without a user&apos;s name.</source>
        <translation>„%1“ ist keine Adresse für „%2“; schreiben Sie eine wie %3, ohne Benutzernamen.</translation>
    </message>
    <message>
        <source>“%1” is no choice of “%2”.</source>
        <translation>„%1“ steht bei „%2“ nicht zur Wahl.</translation>
    </message>
    <message>
        <source>“%1” takes a number from %2 to %3.</source>
        <translation>„%1“ nimmt eine Zahl von %2 bis %3.</translation>
    </message>
    <message>
        <source>“%1” is on or off.</source>
        <translation>„%1“ ist ein oder aus.</translation>
    </message>
    <message>
        <source>The metric dictionary %1 cannot be written (%2); free space or rights, then change it again.</source>
        <translation>Das Metrikwörterbuch %1 kann nicht geschrieben werden (%2); schaffen Sie Platz oder Rechte und ändern Sie es noch einmal.</translation>
    </message>
    <message>
        <source>no copy of the old one can be made</source>
        <translation>vom alten kann keine Kopie gemacht werden</translation>
    </message>
    <message>
        <source>Collection: %1</source>
        <translation>Sammlung: %1</translation>
    </message>
    <message>
        <source>Provider: %1</source>
        <translation>Anbieter: %1</translation>
    </message>
    <message>
        <source>Benchmark: %1</source>
        <translation>Benchmark: %1</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Verbindung: %1</translation>
    </message>
    <message>
        <source>Setting: %1</source>
        <translation>Einstellung: %1</translation>
    </message>
    <message>
        <source>no verdict</source>
        <translation>ohne Urteil</translation>
    </message>
    <message>
        <source>%1 %2 %</source>
        <translation>%1 %2 %</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weitere</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s)</source>
        <translation>
            <numerusform>%n Benchmark</numerusform>
            <numerusform>%n Benchmarks</numerusform>
        </translation>
    </message>
    <message>
        <source>Gate: score ≥ %1</source>
        <translation>Schwelle: Wert ≥ %1</translation>
    </message>
    <message>
        <source>Gate: score ≥ %1 (default)</source>
        <translation>Schwelle: Wert ≥ %1 (Vorgabe)</translation>
    </message>
    <message>
        <source>built-in</source>
        <translation>mitgeliefert</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigen</translation>
    </message>
    <message>
        <source>own, copied from %1</source>
        <translation>eigen, kopiert von %1</translation>
    </message>
    <message>
        <source>%1 cannot try commands: a trial runs on this machine, so open the provider on the local engine.</source>
        <translation>%1 kann keine Befehle ausprobieren: Eine Probe läuft auf diesem Rechner; öffnen Sie den Anbieter auf der lokalen Engine.</translation>
    </message>
    <message>
        <source>Benchmark “%1” of %2</source>
        <translation>Benchmark „%1“ von %2</translation>
    </message>
    <message>
        <source>Provider “%1” with all its benchmarks</source>
        <translation>Anbieter „%1“ mit allen seinen Benchmarks</translation>
    </message>
    <message>
        <source>Provider “%1” has another id there; the copy names that one.</source>
        <translation>Anbieter „%1“ hat dort eine andere Kennung; die Kopie nennt diese.</translation>
    </message>
    <message>
        <source>It has a local command only; that server runs container images: give it one under Runtime.</source>
        <translation>Er hat nur einen lokalen Befehl; jener Server führt Container aus: Geben Sie unter Laufzeit einen an.</translation>
    </message>
    <message>
        <source>It has a container image only; that server runs local commands: give it one under Runtime.</source>
        <translation>Er hat nur einen Container; jener Server führt lokale Befehle aus: Geben Sie unter Laufzeit einen an.</translation>
    </message>
    <message>
        <source>The values of its variables go along: %1.</source>
        <translation>Die Werte seiner Variablen gehen mit: %1.</translation>
    </message>
    <message>
        <source>There is one named “%1” already; the copy will stand beside it.</source>
        <translation>Etwas namens „%1“ gibt es dort schon; die Kopie steht dann daneben.</translation>
    </message>
    <message>
        <source>A share is more than 0 and at most 100 %.</source>
        <translation>Ein Anteil ist mehr als 0 und höchstens 100 %.</translation>
    </message>
    <message>
        <source>All other shares are locked at %1 % together: unlock one that may change.</source>
        <translation>Alle anderen Anteile sind gesperrt, zusammen %1 %: Geben Sie einen frei, der sich ändern darf.</translation>
    </message>
    <message>
        <source>Nothing is left that could take the rest of 100 %.</source>
        <translation>Nichts bleibt übrig, das den Rest von 100 % übernehmen könnte.</translation>
    </message>
    <message>
        <source>At most %1 % is free here: %2 % is locked, and every other benchmark keeps a share.</source>
        <translation>Höchstens %1 % sind hier frei: %2 % sind gesperrt, und jeder andere Benchmark behält einen Anteil.</translation>
    </message>
    <message>
        <source>The answer about the trial cannot be read; update the engine or Assay.</source>
        <translation>Die Antwort zur Probe ist nicht lesbar; aktualisieren Sie die Engine oder Assay.</translation>
    </message>
    <message>
        <source>This engine runs no commands of providers: it was started with --commands deny.</source>
        <translation>Diese Engine führt keine Befehle von Anbietern aus: Sie wurde mit --commands deny gestartet.</translation>
    </message>
    <message>
        <source>You have denied this command; allow it again with &apos;assayctl commands&apos; to try it.</source>
        <translation>Sie haben diesen Befehl abgelehnt; erlauben Sie ihn wieder mit „assayctl commands“, um ihn auszuprobieren.</translation>
    </message>
    <message>
        <source>The command has to be shown before it is tried: send it as shown_command.</source>
        <translation>Der Befehl muss gezeigt werden, bevor er ausprobiert wird: Senden Sie ihn als shown_command.</translation>
    </message>
    <message>
        <source>It was stopped: a trial of five rows may take ten minutes.</source>
        <translation>Er wurde beendet: Eine Probe mit fünf Zeilen darf zehn Minuten dauern.</translation>
    </message>
    <message>
        <source>It never reported status completed or failed, so a run would count it as failed.</source>
        <translation>Er hat nie completed oder failed gemeldet; ein Lauf würde ihn als fehlgeschlagen zählen.</translation>
    </message>
    <message>
        <source>It reported that it failed.</source>
        <translation>Er hat gemeldet, dass er fehlgeschlagen ist.</translation>
    </message>
    <message>
        <source>It was ended by signal %1.</source>
        <translation>Er wurde durch Signal %1 beendet.</translation>
    </message>
    <message>
        <source>It ended with code %1 instead of 0.</source>
        <translation>Er endete mit Rückgabewert %1 statt 0.</translation>
    </message>
    <message>
        <source>It asked the model nothing: model.url of the job file names it.</source>
        <translation>Er hat das Modell nichts gefragt: model.url der Auftragsdatei nennt es.</translation>
    </message>
    <message>
        <source>This engine runs no commands.</source>
        <translation>Diese Engine führt keine Befehle aus.</translation>
    </message>
    <message>
        <source>runtime.local.command is empty: there is nothing to try.</source>
        <translation>runtime.local.command ist leer: Es gibt nichts auszuprobieren.</translation>
    </message>
    <message>
        <source>The provider has no benchmark &apos;%1&apos;.</source>
        <translation>Der Anbieter hat keinen Benchmark „%1“.</translation>
    </message>
    <message>
        <source>A trial is running already: wait for its end, or cancel it.</source>
        <translation>Eine Probe läuft schon: Warten Sie auf ihr Ende, oder brechen Sie sie ab.</translation>
    </message>
    <message>
        <source>The folder of the trial cannot be written below &apos;%1&apos;: free some space.</source>
        <translation>Der Ordner der Probe ist unter „%1“ nicht schreibbar: Schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>There is no trial &apos;%1&apos; any more.</source>
        <translation>Die Probe „%1“ gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>The policy file %1 cannot be read (%2); check its path.</source>
        <translation>Die Regeldatei %1 ist nicht lesbar (%2); ihren Pfad prüfen.</translation>
    </message>
    <message>
        <source>a policy file may hold 1 MiB at most.</source>
        <translation>eine Regeldatei darf höchstens 1 MiB groß sein.</translation>
    </message>
    <message>
        <source>Against the baseline:</source>
        <translation>Gegenüber dem Vergleichslauf:</translation>
    </message>
    <message>
        <source>%1: “regression.baseline” is missing; write a job&apos;s id or a report file, or give --baseline.</source>
        <translation>%1: „regression.baseline“ fehlt; die ID eines Auftrags oder eine Berichtsdatei angeben oder --baseline verwenden.</translation>
    </message>
    <message>
        <source>%1 has no “regression”, so --baseline means nothing; write what may not get worse, e.g. regression: {max_drop: 0.02}.</source>
        <translation>%1 hat kein „regression“, darum bewirkt --baseline nichts; angeben, was nicht schlechter werden darf, z. B. regression: {max_drop: 0.02}.</translation>
    </message>
    <message>
        <source>%1: the name must end in .html, .md, .csv, .json or .xml.</source>
        <translation>%1: Der Name muss auf .html, .md, .csv, .json oder .xml enden.</translation>
    </message>
    <message>
        <source>The baseline %1 cannot be had: %2</source>
        <translation>Der Vergleichslauf %1 ist nicht zu bekommen: %2</translation>
    </message>
    <message>
        <source>The report %1 cannot be read (%2); check its path.</source>
        <translation>Der Bericht %1 ist nicht lesbar (%2); seinen Pfad prüfen.</translation>
    </message>
    <message>
        <source>The report %1 has more than 256 MiB; export fewer runs into one file.</source>
        <translation>Der Bericht %1 hat mehr als 256 MiB; weniger Läufe in eine Datei exportieren.</translation>
    </message>
    <message>
        <source>%1 has %2 runs; there is no number %3.</source>
        <translation>%1 hat %2 Läufe; eine Nummer %3 gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 holds %2 runs; name one of them as %1#1 to %1#%2.</source>
        <translation>%1 enthält %2 Läufe; einen davon als %1#1 bis %1#%2 angeben.</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2); choose another place.</source>
        <translation>%1 ist nicht schreibbar (%2); einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>One run alone cannot be compared; name another one, or a baseline with --baseline.</source>
        <translation>Ein Lauf allein lässt sich nicht vergleichen; einen weiteren angeben oder einen Vergleichslauf mit --baseline.</translation>
    </message>
    <message>
        <source>  (was there already)</source>
        <translation>  (war schon vorhanden)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>%1 is a run, %2 a sentence about it</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>▼ Lost</source>
        <translation>▼ Verloren</translation>
    </message>
    <message>
        <source>▲ Gained</source>
        <translation>▲ Gewonnen</translation>
    </message>
    <message>
        <source>✗ Both wrong</source>
        <translation>✗ Beide falsch</translation>
    </message>
    <message>
        <source>✓ Both right</source>
        <translation>✓ Beide richtig</translation>
    </message>
    <message>
        <source>Latency, median, ms</source>
        <translation>Latenz, Median, ms</translation>
    </message>
    <message>
        <source>Latency, 95th percentile, ms</source>
        <translation>Latenz, 95. Perzentil, ms</translation>
    </message>
    <message>
        <source>Tokens sent</source>
        <translation>Gesendete Tokens</translation>
    </message>
    <message>
        <source>Tokens answered</source>
        <translation>Tokens der Antworten</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Score of the whole run</source>
        <translation>Wert des ganzen Laufs</translation>
    </message>
    <message>
        <source>%1, interval %2 to %3</source>
        <translation>%1, Intervall %2 bis %3</translation>
    </message>
    <message>
        <source>Better than the baseline “%1” by more than chance explains (p = %2, from scores and standard errors).</source>
        <translation>Besser als der Vergleichslauf „%1“, und mehr, als Zufall erklärt (p = %2, aus Werten und Standardfehlern).</translation>
    </message>
    <message>
        <source>Worse than the baseline “%1” by more than chance explains (p = %2, from scores and standard errors).</source>
        <translation>Schlechter als der Vergleichslauf „%1“, und mehr, als Zufall erklärt (p = %2, aus Werten und Standardfehlern).</translation>
    </message>
    <message>
        <source>No samples and no standard errors here: nobody can say whether the difference to the baseline “%1” is real.</source>
        <translation>Hier gibt es weder Aufgaben noch Standardfehler: Ob der Unterschied zum Vergleichslauf „%1“ echt ist, kann niemand sagen.</translation>
    </message>
    <message>
        <source>The difference to the baseline “%1” could be chance. Compare the two for a test over their items.</source>
        <translation>Der Unterschied zum Vergleichslauf „%1“ kann Zufall sein. Ein Vergleich der beiden testet ihn an ihren Aufgaben.</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Vergleichslauf</translation>
    </message>
    <message>
        <source>Runs of the same scope are compared with this one.</source>
        <translation>Läufe desselben Bereichs werden mit diesem verglichen.</translation>
    </message>
    <message numerus="yes">
        <source>Of %n benchmark(s) shared with the baseline “%1”: %2 better, %3 worse, %4 too close or without standard errors.</source>
        <translation>
            <numerusform>Ein Benchmark gemeinsam mit dem Vergleichslauf „%1“: %2 besser, %3 schlechter, %4 zu knapp oder ohne Standardfehler.</numerusform>
            <numerusform>%n Benchmarks gemeinsam mit dem Vergleichslauf „%1“: %2 besser, %3 schlechter, %4 zu knapp oder ohne Standardfehler.</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” compares, but only score and duration can be compared: try score&lt;0.5 or duration&gt;10m.</source>
        <translation>„%1“ vergleicht, aber nur score und duration lassen sich vergleichen: etwa score&lt;0.5 oder duration&gt;10m.</translation>
    </message>
    <message>
        <source>“%1” holds no date: try -7d, -12h, today, yesterday or 2026-01-31.</source>
        <translation>„%1“ enthält kein Datum: etwa -7d, -12h, today, yesterday oder 2026-01-31.</translation>
    </message>
    <message>
        <source>“%1” holds no number: try score&lt;0.5 or score&gt;=0.8, in the score&apos;s own unit.</source>
        <translation>„%1“ enthält keine Zahl: etwa score&lt;0.5 oder score&gt;=0.8, in der Einheit des Werts.</translation>
    </message>
    <message>
        <source>“%1” holds no time: try duration&gt;10m, duration&lt;90s or duration&gt;=1.5h.</source>
        <translation>„%1“ enthält keine Zeit: etwa duration&gt;10m, duration&lt;90s oder duration&gt;=1.5h.</translation>
    </message>
    <message>
        <source>“%1” is a text and cannot be compared: try %2:WORD.</source>
        <translation>„%1“ ist ein Text und lässt sich nicht vergleichen: etwa %2:WORT.</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>no score</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>%1, %2 models only</source>
        <comment>benchmarks, family of models</comment>
        <translation>%1, nur Modelle von %2</translation>
    </message>
    <message>
        <source>%1, all models</source>
        <comment>benchmarks</comment>
        <translation>%1, alle Modelle</translation>
    </message>
    <message>
        <source>what if %1 (recorded: none)</source>
        <translation>was wäre wenn: %1 (aufgezeichnet: keine)</translation>
    </message>
    <message>
        <source>what if %1 (recorded: %2)</source>
        <translation>was wäre wenn: %1 (aufgezeichnet: %2)</translation>
    </message>
    <message>
        <source>what if; recorded: %1, %2</source>
        <translation>was wäre wenn; aufgezeichnet: %1, %2</translation>
    </message>
    <message>
        <source>what if with weight %1</source>
        <translation>was wäre wenn mit Gewicht %1</translation>
    </message>
    <message>
        <source>%1, tried again</source>
        <translation>%1, wiederholt</translation>
    </message>
    <message>
        <source>%1 with other gates</source>
        <translation>%1 mit anderen Schwellen</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>Aufgabe %1</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Extracted answer</source>
        <translation>Gefundene Antwort</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Score: %1</source>
        <translation>Wert: %1</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <translation>Grund: %1</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Patterns in charts</source>
        <translation>Muster in Diagrammen</translation>
    </message>
    <message>
        <source>Hatches and dashes beside the colours, for print and for eyes that see colours differently.</source>
        <translation>Schraffuren und Striche neben den Farben, für den Druck und für Augen, die Farben anders sehen.</translation>
    </message>
    <message>
        <source>%1 does not know filter expressions and item keys; update it, or run the benchmark on the local engine.</source>
        <translation>%1 kennt keine Filterausdrücke und keine Aufgabenschlüssel; den Server aktualisieren oder den Benchmark auf der lokalen Engine ausführen.</translation>
    </message>
    <message>
        <source>%1 takes no benchmarks from here; export the set and make the benchmark there, or choose the local engine.</source>
        <translation>%1 nimmt von hier keine Benchmarks an; den Satz exportieren und den Benchmark dort anlegen oder die lokale Engine wählen.</translation>
    </message>
    <message>
        <source>%1 cannot import files; they are imported into the local engine.</source>
        <translation>%1 kann keine Dateien importieren; sie werden in die lokale Engine importiert.</translation>
    </message>
    <message>
        <source>make a benchmark</source>
        <translation>einen Benchmark anlegen</translation>
    </message>
    <message>
        <source>The answer about the import cannot be read; update the engine or Assay.</source>
        <translation>Die Antwort zum Import ist nicht lesbar; die Engine oder Assay aktualisieren.</translation>
    </message>
    <message>
        <source>The server&apos;s list of samples cannot be read: %1</source>
        <translation>Die Aufgabenliste des Servers ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>The server&apos;s slices cannot be read: %1</source>
        <translation>Die Teilmengen des Servers sind nicht lesbar: %1</translation>
    </message>
    <message>
        <source>The filter is too long: leave some of it out.</source>
        <translation>Der Filter ist zu lang: etwas davon weglassen.</translation>
    </message>
    <message>
        <source>This parenthesis closes nothing: take it away, or open one before.</source>
        <translation>Diese Klammer schließt nichts: sie entfernen oder davor eine öffnen.</translation>
    </message>
    <message>
        <source>There are too many parentheses within each other: write the filter flatter.</source>
        <translation>Zu viele Klammern sind ineinander verschachtelt: den Filter flacher schreiben.</translation>
    </message>
    <message>
        <source>Something is missing here: write a comparison such as score&lt;0.5.</source>
        <translation>Hier fehlt etwas: einen Vergleich schreiben, etwa score&lt;0.5.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; stands between two comparisons: write one before it, or put the word in quotes.</source>
        <translation>Vor „%1“ fehlt ein Vergleich: davor einen schreiben oder das Wort in Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>This parenthesis is not closed: add one after the last comparison.</source>
        <translation>Diese Klammer ist nicht geschlossen: nach dem letzten Vergleich eine anfügen.</translation>
    </message>
    <message>
        <source>This text has no end: add a quote after it.</source>
        <translation>Dieser Text hat kein Ende: danach ein Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>&apos;!&apos; is no comparison: write != for &apos;is not&apos;.</source>
        <translation>„!“ ist kein Vergleich: für „ist nicht“ != schreiben.</translation>
    </message>
    <message>
        <source>There is no &apos;%1&apos;: use one of %2, scorer.NAME or meta.NAME; put it in quotes to search for it.</source>
        <translation>„%1“ gibt es nicht: eines von %2, scorer.NAME oder meta.NAME verwenden; zum Suchen in Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no time: write a number with ms, s or min, for example 2s.</source>
        <translation>„%1“ ist keine Zeit: eine Zahl mit ms, s oder min schreiben, zum Beispiel 2s.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no number: write for example 0.5.</source>
        <translation>„%1“ ist keine Zahl: zum Beispiel 0.5 schreiben.</translation>
    </message>
    <message>
        <source>This regular expression has no end: add a / after it.</source>
        <translation>Dieser reguläre Ausdruck hat kein Ende: danach ein / setzen.</translation>
    </message>
    <message>
        <source>A regular expression is missing here: write for example /\d+/.</source>
        <translation>Hier fehlt ein regulärer Ausdruck: zum Beispiel /\d+/ schreiben.</translation>
    </message>
    <message>
        <source>The regular expression is not valid: %1.</source>
        <translation>Der reguläre Ausdruck ist nicht gültig: %1.</translation>
    </message>
    <message>
        <source>An item key is missing here: write it in quotes.</source>
        <translation>Hier fehlt ein Aufgabenschlüssel: ihn in Anführungszeichen schreiben.</translation>
    </message>
    <message>
        <source>After # stands the number of a repeat, from 0.</source>
        <translation>Nach # steht die Nummer einer Wiederholung, ab 0.</translation>
    </message>
    <message>
        <source>This list of keys has no end: add a } after it.</source>
        <translation>Diese Liste von Schlüsseln hat kein Ende: danach ein } setzen.</translation>
    </message>
    <message>
        <source>A value is missing here.</source>
        <translation>Hier fehlt ein Wert.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no outcome: use one of %2.</source>
        <translation>„%1“ ist kein Ausgang: eines von %2 verwenden.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; does not belong here: put it in quotes to search for it.</source>
        <translation>„%1“ gehört nicht hierher: zum Suchen in Anführungszeichen setzen.</translation>
    </message>
    <message>
        <source>%1 is no number: use : for &apos;has&apos;, = for &apos;is&apos; or ~ for a regular expression.</source>
        <translation>%1 ist keine Zahl: : für „enthält“, = für „ist“ oder ~ für einen regulären Ausdruck verwenden.</translation>
    </message>
    <message>
        <source>%1 is no text: ~ is for prompt, response, target, extracted, error, key and meta.NAME.</source>
        <translation>%1 ist kein Text: ~ gilt für prompt, response, target, extracted, error, key und meta.NAME.</translation>
    </message>
    <message>
        <source>the primary score, for example score&lt;0.5</source>
        <translation>die maßgebliche Metrik, zum Beispiel score&lt;0.5</translation>
    </message>
    <message>
        <source>time to answer, for example latency&gt;2s</source>
        <translation>Zeit bis zur Antwort, zum Beispiel latency&gt;2s</translation>
    </message>
    <message>
        <source>tokens of the answer, for example tokens&gt;100</source>
        <translation>Tokens der Antwort, zum Beispiel tokens&gt;100</translation>
    </message>
    <message>
        <source>tokens of the prompt</source>
        <translation>Tokens des Prompts</translation>
    </message>
    <message>
        <source>answered right</source>
        <translation>richtig beantwortet</translation>
    </message>
    <message>
        <source>answered wrong</source>
        <translation>falsch beantwortet</translation>
    </message>
    <message>
        <source>no answer was found in the response</source>
        <translation>im Antworttext wurde keine Antwort gefunden</translation>
    </message>
    <message>
        <source>the request failed</source>
        <translation>die Anfrage schlug fehl</translation>
    </message>
    <message>
        <source>the answer found, for example extracted=42</source>
        <translation>die gefundene Antwort, zum Beispiel extracted=42</translation>
    </message>
    <message>
        <source>text of the prompt, for example prompt:&quot;capital&quot;</source>
        <translation>Text des Prompts, zum Beispiel prompt:&quot;capital&quot;</translation>
    </message>
    <message>
        <source>text of the response, for example response~/\bno\b/i</source>
        <translation>Text der Antwort, zum Beispiel response~/\bno\b/i</translation>
    </message>
    <message>
        <source>the expected answer, for example target=42</source>
        <translation>die Zielantwort, zum Beispiel target=42</translation>
    </message>
    <message>
        <source>position in the data set, from 1</source>
        <translation>Stelle im Datensatz, ab 1</translation>
    </message>
    <message>
        <source>0 for the first time an item was asked</source>
        <translation>0, wenn eine Aufgabe zum ersten Mal gestellt wurde</translation>
    </message>
    <message>
        <source>the item&apos;s key</source>
        <translation>der Schlüssel der Aufgabe</translation>
    </message>
    <message>
        <source>a tag that you gave</source>
        <translation>ein selbst vergebenes Schlagwort</translation>
    </message>
    <message>
        <source>a reason code that you gave, by number or name; reason:none is still to do</source>
        <translation>ein selbst vergebener Grund, nach Nummer oder Name; reason:none ist noch offen</translation>
    </message>
    <message>
        <source>text of your note</source>
        <translation>Text der eigenen Notiz</translation>
    </message>
    <message>
        <source>your own judgement: right or wrong</source>
        <translation>das eigene Urteil: right (richtig) oder wrong (falsch)</translation>
    </message>
    <message>
        <source>score of one scoring function</source>
        <translation>Wert einer einzelnen Bewertungsfunktion</translation>
    </message>
    <message>
        <source>a column of the data set</source>
        <translation>eine Spalte des Datensatzes</translation>
    </message>
    <message>
        <source>It cannot be read: %1</source>
        <translation>Nicht lesbar: %1</translation>
    </message>
    <message>
        <source>The card says only that its status is &apos;%1&apos;.</source>
        <translation>Die Karte sagt nur, dass ihr Status „%1“ ist.</translation>
    </message>
    <message>
        <source>a benchmark in &apos;results.benchmarks&apos; has no id or no provider_id</source>
        <translation>ein Benchmark in „results.benchmarks“ hat keine id oder keine provider_id</translation>
    </message>
    <message>
        <source>it has no results: &apos;results.benchmarks&apos; is empty</source>
        <translation>es gibt keine Ergebnisse: „results.benchmarks“ ist leer</translation>
    </message>
    <message>
        <source>It cannot be read.</source>
        <translation>Nicht lesbar.</translation>
    </message>
    <message>
        <source>There is no such file or folder.</source>
        <translation>Eine solche Datei oder einen solchen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>The folder cannot be read: check its permissions.</source>
        <translation>Der Ordner ist nicht lesbar: seine Rechte prüfen.</translation>
    </message>
    <message>
        <source>It is no regular file.</source>
        <translation>Das ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>It is no result that can be imported: known are results of lm-evaluation-harness, logs of Inspect (.eval and JSON), results of promptfoo and EvaluationCards.</source>
        <translation>Das ist kein Ergebnis, das sich importieren lässt: Bekannt sind Ergebnisse von lm-evaluation-harness, Protokolle von Inspect (.eval und JSON), Ergebnisse von promptfoo und EvaluationCards.</translation>
    </message>
    <message>
        <source>It changed while it was imported</source>
        <translation>Während des Imports hat sich der Inhalt geändert</translation>
    </message>
    <message>
        <source>These are samples of lm-evaluation-harness, but the results file they belong to (results_….json) is not among the imported files.</source>
        <translation>Das sind Aufgaben von lm-evaluation-harness, aber die zugehörige Ergebnisdatei (results_….json) ist nicht unter den importierten Dateien.</translation>
    </message>
    <message>
        <source>There is no import &apos;%1&apos; here.</source>
        <translation>Einen Import „%1“ gibt es hier nicht.</translation>
    </message>
    <message>
        <source>The run was cancelled before all its samples were done.</source>
        <translation>Der Lauf wurde abgebrochen, bevor alle seine Aufgaben fertig waren.</translation>
    </message>
    <message>
        <source>Inspect ended it with an error that it did not describe.</source>
        <translation>Inspect beendete ihn mit einem Fehler, den es nicht beschrieb.</translation>
    </message>
    <message>
        <source>The log has no end: the run was killed, or was still going on when it was imported.</source>
        <translation>Das Protokoll hat kein Ende: Der Lauf wurde abgeschossen oder war beim Import noch im Gang.</translation>
    </message>
    <message>
        <source>it names no task: &apos;eval.task&apos; is missing</source>
        <translation>eine Task ist nicht genannt: „eval.task“ fehlt</translation>
    </message>
    <message>
        <source>it has neither header.json nor _journal/start.json, so it is no log of Inspect</source>
        <translation>es gibt weder header.json noch _journal/start.json, also ist es kein Protokoll von Inspect</translation>
    </message>
    <message>
        <source>the archive is damaged (%1)</source>
        <translation>das Archiv ist beschädigt (%1)</translation>
    </message>
    <message>
        <source>It is no sample (an object with &apos;id&apos; and &apos;epoch&apos;) and was left out.</source>
        <translation>Das ist keine Aufgabe (ein Objekt mit „id“ und „epoch“) und wurde weggelassen.</translation>
    </message>
    <message>
        <source>The sample &apos;%1&apos; of epoch %2 comes twice; the second was left out.</source>
        <translation>Die Aufgabe „%1“ der Epoche %2 kommt zweimal vor; die zweite wurde weggelassen.</translation>
    </message>
    <message>
        <source>The sample cannot be read and was left out: %1.</source>
        <translation>Die Aufgabe ist nicht lesbar und wurde weggelassen: %1.</translation>
    </message>
    <message>
        <source>the archive is damaged (%1); what comes after that place is missing</source>
        <translation>das Archiv ist beschädigt (%1); was nach dieser Stelle kommt, fehlt</translation>
    </message>
    <message>
        <source>line %1 is nested deeper than %2 levels, which no result is</source>
        <translation>Zeile %1 ist tiefer als %2 Ebenen verschachtelt, was kein Ergebnis ist</translation>
    </message>
    <message>
        <source>line %1 is not valid JSON (%2)</source>
        <extracomment>%2: what the parser expected, in English</extracomment>
        <translation>Zeile %1 ist kein gültiges JSON (%2)</translation>
    </message>
    <message>
        <source>%1 more bytes were not imported</source>
        <translation>%1 weitere Byte wurden nicht importiert</translation>
    </message>
    <message>
        <source>unnamed model</source>
        <translation>Modell ohne Namen</translation>
    </message>
    <message>
        <source>it has no results: &apos;results&apos; must be an object with a member for each task</source>
        <translation>es gibt keine Ergebnisse: „results“ muss ein Objekt mit einem Mitglied je Task sein</translation>
    </message>
    <message>
        <source>the results of the task &apos;%1&apos; are no object</source>
        <translation>die Ergebnisse der Task „%1“ sind kein Objekt</translation>
    </message>
    <message>
        <source>The results have no metric of this task.</source>
        <translation>Die Ergebnisse enthalten keine Metrik dieser Task.</translation>
    </message>
    <message>
        <source>it has no results: every task is empty</source>
        <translation>es gibt keine Ergebnisse: Jede Task ist leer</translation>
    </message>
    <message>
        <source>It is longer than 160 MiB and was left out.</source>
        <translation>Länger als 160 MiB, darum weggelassen.</translation>
    </message>
    <message>
        <source>It is not valid JSON and was left out: %1.</source>
        <translation>Kein gültiges JSON, darum weggelassen: %1.</translation>
    </message>
    <message>
        <source>It is no sample (an object with &apos;doc_id&apos;) and was left out.</source>
        <translation>Das ist keine Aufgabe (ein Objekt mit „doc_id“) und wurde weggelassen.</translation>
    </message>
    <message>
        <source>Its &apos;doc_id&apos; is no number, and it was left out.</source>
        <translation>„doc_id“ ist keine Zahl, darum weggelassen.</translation>
    </message>
    <message>
        <source>The document %1 was answered by an earlier line; this one was left out.</source>
        <translation>Das Dokument %1 wurde in einer früheren Zeile beantwortet; diese wurde weggelassen.</translation>
    </message>
    <message>
        <source>doc_id %1</source>
        <translation>doc_id %1</translation>
    </message>
    <message>
        <source>The document was answered by an earlier line; this one was left out.</source>
        <translation>Das Dokument wurde in einer früheren Zeile beantwortet; diese wurde weggelassen.</translation>
    </message>
    <message>
        <source>No test of it was run.</source>
        <translation>Davon wurde kein Test ausgeführt.</translation>
    </message>
    <message>
        <source>Every test ended in an error.</source>
        <translation>Jeder Test endete mit einem Fehler.</translation>
    </message>
    <message>
        <source>prompt %1</source>
        <translation>Prompt %1</translation>
    </message>
    <message>
        <source>it has no results: neither prompts nor single results are in it</source>
        <translation>es gibt keine Ergebnisse: Weder Prompts noch einzelne Ergebnisse sind enthalten</translation>
    </message>
    <message>
        <source>It is no result of a provider that the file lists, and was left out.</source>
        <translation>Das Ergebnis gehört zu keinem Anbieter, den die Datei aufführt, und wurde weggelassen.</translation>
    </message>
    <message>
        <source>It is no result of a prompt that the file lists, and was left out.</source>
        <translation>Das Ergebnis gehört zu keinem Prompt, den die Datei aufführt, und wurde weggelassen.</translation>
    </message>
    <message>
        <source>promptfoo reports an error without a text.</source>
        <translation>promptfoo meldet einen Fehler ohne Text.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; %2</source>
        <extracomment>%1: member of a request, %2: &quot;must be ...&quot;</extracomment>
        <translation>„%1“ %2</translation>
    </message>
    <message>
        <source>must be a text</source>
        <translation>muss ein Text sein</translation>
    </message>
    <message>
        <source>must be a whole number from %1 to %2</source>
        <translation>muss eine ganze Zahl von %1 bis %2 sein</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>muss true oder false sein</translation>
    </message>
    <message>
        <source>must be a list of 1 to %1 objects with item_key and, if there are repeats, repeat</source>
        <translation>muss eine Liste von 1 bis %1 Objekten mit item_key und, bei Wiederholungen, repeat sein</translation>
    </message>
    <message>
        <source>is no member of this request; there are %1</source>
        <translation>ist kein Mitglied dieser Anfrage; es gibt %1</translation>
    </message>
    <message>
        <source>The request must be an object</source>
        <translation>Die Anfrage muss ein Objekt sein</translation>
    </message>
    <message>
        <source>The task has the id &apos;%1&apos;, the address says &apos;%2&apos;: write the same one.</source>
        <translation>Die Task hat die ID „%1“, die Adresse nennt „%2“: beide gleich schreiben.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; may hold letters, digits, _ and - only, 100 at most.</source>
        <translation>„%1“ darf nur Buchstaben, Ziffern, _ und - enthalten, höchstens 100.</translation>
    </message>
    <message>
        <source>There is a benchmark &apos;%1&apos; that was not made here: choose another name.</source>
        <translation>Es gibt einen Benchmark „%1“, der nicht hier angelegt wurde: einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The task could not be written to %1: %2</source>
        <translation>Die Task ließ sich nicht nach %1 schreiben: %2</translation>
    </message>
    <message>
        <source>The run %1 was imported from another tool, so nothing of it can be run again here: submit a new job for its benchmarks.</source>
        <translation>Der Lauf %1 wurde aus einem anderen Werkzeug importiert, darum lässt sich hier nichts davon erneut ausführen: für seine Benchmarks einen neuen Auftrag senden.</translation>
    </message>
    <message>
        <source>Samples cannot be sorted by &apos;%1&apos;: use one of %2.</source>
        <translation>Aufgaben lassen sich nicht nach „%1“ sortieren: eines von %2 verwenden.</translation>
    </message>
    <message>
        <source>The filter is not valid at character %1: %2</source>
        <translation>Der Filter ist bei Zeichen %1 nicht gültig: %2</translation>
    </message>
    <message>
        <source>tag, reason, note and label are known in the window only: filter by key instead.</source>
        <translation>tag, reason, note und label sind nur im Fenster bekannt: stattdessen nach key filtern.</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no place to go on from: take &apos;next&apos; of the page before.</source>
        <translation>„%1“ ist keine Stelle zum Fortfahren: „next“ der Seite davor verwenden.</translation>
    </message>
    <message>
        <source>&apos;offset&apos; goes neither with &apos;after&apos; nor with a filter that looks into texts: use &apos;after&apos;.</source>
        <translation>„offset“ verträgt sich weder mit „after“ noch mit einem Filter, der in Texte sieht: „after“ verwenden.</translation>
    </message>
    <message>
        <source>There are more than %1 item keys: ask in several requests.</source>
        <translation>Das sind mehr als %1 Aufgabenschlüssel: auf mehrere Anfragen verteilen.</translation>
    </message>
    <message>
        <source>The column of the metadata is missing: name it in &apos;metadata&apos;.</source>
        <translation>Die Spalte der Metadaten fehlt: sie in „metadata“ nennen.</translation>
    </message>
    <message>
        <source>A column with a quote in its name cannot be counted by its values.</source>
        <translation>Eine Spalte mit einem Anführungszeichen im Namen lässt sich nicht nach ihren Werten zählen.</translation>
    </message>
    <message>
        <source>Notes, tags and baselines are not kept: Qt&apos;s SQLite driver is missing. Install the package libqt6sql6-sqlite and start again.</source>
        <translation>Notizen, Schlagwörter und Vergleichsläufe werden nicht aufbewahrt: Der SQLite-Treiber von Qt fehlt. Das Paket libqt6sql6-sqlite installieren und neu starten.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>The library %1 was written by a newer version of Assay. Start that version, or move the file away to begin a new one.</source>
        <translation>Die Bibliothek %1 wurde von einer neueren Version von Assay geschrieben. Jene Version starten oder die Datei verschieben, um eine neue zu beginnen.</translation>
    </message>
    <message>
        <source>The library %1 cannot be opened: %2.</source>
        <translation>Die Bibliothek %1 lässt sich nicht öffnen: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 ist nicht schreibbar.</translation>
    </message>
    <message>
        <source>No backup of the library could be written: %1</source>
        <translation>Eine Sicherung der Bibliothek ließ sich nicht schreiben: %1</translation>
    </message>
    <message>
        <source>The library %1 is damaged and cannot be moved aside. Move it away and start again.</source>
        <translation>Die Bibliothek %1 ist beschädigt und lässt sich nicht beiseitelegen. Sie verschieben und neu starten.</translation>
    </message>
    <message numerus="yes">
        <source>The library of runs was damaged. It is kept as %1, and a new one was begun with %n of your notes, tags, baselines and views that could be read from it and its backup.</source>
        <translation>
            <numerusform>Die Bibliothek der Läufe war beschädigt. Sie bleibt als %1 erhalten, und eine neue wurde mit einem Eintrag (Notizen, Schlagwörter, Vergleichsläufe und Ansichten) begonnen, der aus ihr und ihrer Sicherung lesbar war.</numerusform>
            <numerusform>Die Bibliothek der Läufe war beschädigt. Sie bleibt als %1 erhalten, und eine neue wurde mit %n Einträgen (Notizen, Schlagwörter, Vergleichsläufe und Ansichten) begonnen, die aus ihr und ihrer Sicherung lesbar waren.</numerusform>
        </translation>
    </message>
    <message>
        <source>The disk with the library of runs is full. Free some space and try again.</source>
        <translation>Der Datenträger mit der Bibliothek der Läufe ist voll. Platz schaffen und erneut versuchen.</translation>
    </message>
    <message>
        <source>The library of runs cannot be written: its file or folder is read-only.</source>
        <translation>Die Bibliothek der Läufe ist nicht schreibbar: Ihre Datei oder ihr Ordner ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>The library of runs is damaged. It is put aside and begun anew; try again.</source>
        <translation>Die Bibliothek der Läufe ist beschädigt. Sie wird beiseitegelegt und neu begonnen; erneut versuchen.</translation>
    </message>
    <message>
        <source>The library of runs cannot be used: %1.</source>
        <translation>Die Bibliothek der Läufe ist nicht benutzbar: %1.</translation>
    </message>
    <message>
        <source>This document is no longer in the library.</source>
        <translation>Dieses Dokument ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Einen Namen geben.</translation>
    </message>
    <message>
        <source>“%1” is larger than 1 MiB and cannot be kept.</source>
        <translation>„%1“ ist größer als 1 MiB und lässt sich nicht aufbewahren.</translation>
    </message>
    <message>
        <source>Comparison with %1</source>
        <extracomment>%1 is a run, e.g. a model&apos;s name</extracomment>
        <translation>Vergleich mit %1</translation>
    </message>
    <message>
        <source>Can these runs be compared?</source>
        <translation>Sind diese Läufe vergleichbar?</translation>
    </message>
    <message>
        <source>Against the baseline</source>
        <translation>Gegenüber dem Vergleichslauf</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Differences to %1</source>
        <translation>Unterschiede zu %1</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>p (%1)</source>
        <translation>p (%1)</translation>
    </message>
    <message>
        <source>Paired items</source>
        <translation>Gepaarte Aufgaben</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>whole run</source>
        <translation>ganzer Lauf</translation>
    </message>
    <message>
        <source>Settings that differ</source>
        <translation>Abweichende Einstellungen</translation>
    </message>
    <message>
        <source>Job file of %1</source>
        <translation>Auftragsdatei von %1</translation>
    </message>
    <message>
        <source>To run it again</source>
        <translation>Zum erneuten Ausführen</translation>
    </message>
    <message>
        <source>Save a job file as job.yaml; assayctl run job.yaml submits it.</source>
        <translation>Eine Auftragsdatei als job.yaml speichern; assayctl run job.yaml sendet sie.</translation>
    </message>
    <message>
        <source>This is no report of Assay: “format” must be “assay-report”; make one with assayctl export --format json.</source>
        <translation>Das ist kein Bericht von Assay: „format“ muss „assay-report“ sein; mit assayctl export --format json einen erstellen.</translation>
    </message>
    <message>
        <source>The report&apos;s “version” is missing; make it again with assayctl export --format json.</source>
        <translation>„version“ des Berichts fehlt; ihn mit assayctl export --format json neu erstellen.</translation>
    </message>
    <message>
        <source>The report has version %1 of the layout, and this program reads up to %2: use a newer one.</source>
        <translation>Der Bericht hat Version %1 des Aufbaus, und dieses Programm liest bis %2: ein neueres verwenden.</translation>
    </message>
    <message>
        <source>A run of the report cannot be read: %1. Make the report again with assayctl export --format json.</source>
        <translation>Ein Lauf des Berichts ist nicht lesbar: %1. Den Bericht mit assayctl export --format json neu erstellen.</translation>
    </message>
    <message>
        <source>no result: the run has no such benchmark, which counts as failing the gate</source>
        <translation>kein Ergebnis: Der Lauf hat keinen solchen Benchmark, was als verfehlte Schwelle zählt</translation>
    </message>
    <message>
        <source>run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>The run is not finished.</source>
        <translation>Der Lauf ist nicht fertig.</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Zielantwort</translation>
    </message>
    <message>
        <source>Line %1, “%2”: %3</source>
        <translation>Zeile %1, „%2“: %3</translation>
    </message>
    <message>
        <source>this is missing; write it.</source>
        <translation>das fehlt; es angeben.</translation>
    </message>
    <message>
        <source>a text is expected, not %1.</source>
        <translation>ein Text wird erwartet, nicht %1.</translation>
    </message>
    <message>
        <source>%1 does not fit; %2</source>
        <translation>%1 passt nicht; %2</translation>
    </message>
    <message>
        <source>%1 does not fit; write true or false.</source>
        <translation>%1 passt nicht; true oder false schreiben.</translation>
    </message>
    <message>
        <source>%1 does not fit; write one of: %2.</source>
        <translation>%1 passt nicht; eines davon schreiben: %2.</translation>
    </message>
    <message>
        <source>write a number in the metric&apos;s own unit, e.g. 0.6.</source>
        <translation>eine Zahl in der Einheit der Metrik schreiben, z. B. 0.6.</translation>
    </message>
    <message>
        <source>the gate is missing; write at_least or at_most with a number in the metric&apos;s unit.</source>
        <translation>die Schwelle fehlt; at_least oder at_most mit einer Zahl in der Einheit der Metrik schreiben.</translation>
    </message>
    <message>
        <source>both at_least and at_most are given; keep one, and write a second entry for the other.</source>
        <translation>at_least und at_most sind beide angegeben; eines behalten und für das andere einen zweiten Eintrag schreiben.</translation>
    </message>
    <message>
        <source>write a number from 0 on in the metric&apos;s own unit, e.g. 0.02.</source>
        <translation>eine Zahl ab 0 in der Einheit der Metrik schreiben, z. B. 0.02.</translation>
    </message>
    <message>
        <source>this program reads version 1; write 1 or leave it out.</source>
        <translation>dieses Programm liest Version 1; 1 schreiben oder es weglassen.</translation>
    </message>
    <message>
        <source>write the share of an interval from 0.5 to 0.9999, e.g. 0.95.</source>
        <translation>den Anteil eines Intervalls von 0.5 bis 0.9999 schreiben, z. B. 0.95.</translation>
    </message>
    <message>
        <source>%1 does not fit; write a whole number from 0 on.</source>
        <translation>%1 passt nicht; eine ganze Zahl ab 0 schreiben.</translation>
    </message>
    <message>
        <source>nothing is asked of the run; write gates, regression, or own_gates: true.</source>
        <translation>vom Lauf wird nichts verlangt; gates, regression oder own_gates: true schreiben.</translation>
    </message>
    <message>
        <source>in the baseline</source>
        <translation>im Vergleichslauf</translation>
    </message>
    <message>
        <source>The baseline has no result of %1 to compare with.</source>
        <translation>Der Vergleichslauf hat kein Ergebnis von %1, mit dem sich vergleichen ließe.</translation>
    </message>
    <message>
        <source>The run has no result of %1: %2.</source>
        <translation>Der Lauf hat kein Ergebnis von %1: %2.</translation>
    </message>
    <message>
        <source>is there as in the baseline</source>
        <translation>vorhanden wie im Vergleichslauf</translation>
    </message>
    <message>
        <source>%1 is worse by %2</source>
        <translation>%1 ist um %2 schlechter</translation>
    </message>
    <message>
        <source>%1 is better by %2</source>
        <translation>%1 ist um %2 besser</translation>
    </message>
    <message>
        <source>%1 is the same as before</source>
        <translation>%1 ist gleich geblieben</translation>
    </message>
    <message>
        <source>%1, and the interval of the difference does not tell whether it is worse by more than %2.</source>
        <translation>%1, und das Intervall der Differenz lässt offen, ob es um mehr als %2 schlechter ist.</translation>
    </message>
    <message>
        <source>%1; worse by %2 is allowed.</source>
        <translation>%1; um %2 schlechter ist erlaubt.</translation>
    </message>
    <message>
        <source>worse by %1 at most</source>
        <translation>höchstens um %1 schlechter</translation>
    </message>
    <message>
        <source>The uncertainty of %1 is not known, so no drop can be told from chance.</source>
        <translation>Die Unsicherheit von %1 ist nicht bekannt; eine Verschlechterung lässt sich nicht von Zufall unterscheiden.</translation>
    </message>
    <message>
        <source>no significant drop</source>
        <translation>keine signifikante Verschlechterung</translation>
    </message>
    <message>
        <source>%1, as of %2</source>
        <translation>%1, Stand %2</translation>
    </message>
    <message>
        <source>Model&apos;s address</source>
        <translation>Adresse des Modells</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>%1 %2.</source>
        <extracomment>%1 is a benchmark, %2 why it fails, e.g. &quot;fails by 0.07&quot;</extracomment>
        <translation>%1 %2.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>%1 is a model, %2 the name of its run</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Evaluation of %1</source>
        <translation>Bewertung von %1</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>strict: the whole %1 % interval must clear the gate</source>
        <translation>streng: Das ganze %1-%-Intervall muss die Schwelle überwinden</translation>
    </message>
    <message>
        <source>uncertainty not known</source>
        <translation>Unsicherheit nicht bekannt</translation>
    </message>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>could be chance</source>
        <translation>kann Zufall sein</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>Not comparable</source>
        <translation>Nicht vergleichbar</translation>
    </message>
    <message>
        <source>Compare with care</source>
        <translation>Mit Vorsicht vergleichen</translation>
    </message>
    <message>
        <source>Differences to %1:</source>
        <translation>Unterschiede zu %1:</translation>
    </message>
    <message>
        <source>%1 of %2 items shared</source>
        <translation>%1 von %2 Aufgaben gemeinsam</translation>
    </message>
    <message>
        <source>The two runs have no result of one benchmark in common.</source>
        <translation>Die beiden Läufe haben von keinem Benchmark beide ein Ergebnis.</translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) of the baseline were not run.</source>
        <translation>
            <numerusform>%n Benchmark des Vergleichslaufs wurde nicht ausgeführt.</numerusform>
            <numerusform>%n Benchmarks des Vergleichslaufs wurden nicht ausgeführt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) are not in the baseline.</source>
        <translation>
            <numerusform>%n Benchmark ist nicht im Vergleichslauf.</numerusform>
            <numerusform>%n Benchmarks sind nicht im Vergleichslauf.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) have no result in one of the runs.</source>
        <translation>
            <numerusform>%n Benchmark hat in einem der Läufe kein Ergebnis.</numerusform>
            <numerusform>%n Benchmarks haben in einem der Läufe kein Ergebnis.</numerusform>
        </translation>
    </message>
    <message>
        <source>Both runs have the same benchmarks.</source>
        <translation>Beide Läufe haben dieselben Benchmarks.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiteren</numerusform>
            <numerusform>%1 und %n weiteren</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: not the same for %2.</source>
        <translation>%1: nicht gleich bei %2.</translation>
    </message>
    <message>
        <source>%1: not the same for %2 (%3).</source>
        <extracomment>%1 aspect, e.g. &quot;Data&quot;; %2 benchmarks; %3 names of settings</extracomment>
        <translation>%1: nicht gleich bei %2 (%3).</translation>
    </message>
    <message numerus="yes">
        <source>%1: not recorded for %n benchmark(s).</source>
        <translation>
            <numerusform>%1: bei %n Benchmark nicht aufgezeichnet.</numerusform>
            <numerusform>%1: bei %n Benchmarks nicht aufgezeichnet.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: no difference found.</source>
        <translation>%1: kein Unterschied gefunden.</translation>
    </message>
    <message>
        <source>Meaning of the score</source>
        <translation>Bedeutung des Werts</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Worked examples</source>
        <translation>Gelöste Beispiele</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>Dekodierung</translation>
    </message>
    <message>
        <source>Harness</source>
        <translation>Harness</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Other settings</source>
        <translation>Andere Einstellungen</translation>
    </message>
    <message>
        <source>Comparable</source>
        <translation>Vergleichbar</translation>
    </message>
    <message>
        <source>Comparable with caveats</source>
        <translation>Mit Vorbehalt vergleichbar</translation>
    </message>
    <message>
        <source>Not comparable: %1. %2</source>
        <extracomment>%1 a run, %2 a sentence about what differs</extracomment>
        <translation>Nicht vergleichbar: %1. %2</translation>
    </message>
    <message>
        <source>Caveat: %1. %2</source>
        <translation>Vorbehalt: %1. %2</translation>
    </message>
    <message>
        <source>The runs are called better and worse all the same, because the author of this comparison confirmed it.</source>
        <translation>Die Läufe werden trotzdem besser und schlechter genannt, weil es der Autor dieses Vergleichs bestätigt hat.</translation>
    </message>
    <message>
        <source>%1 was %2, is %3</source>
        <translation>%1 war %2, ist %3</translation>
    </message>
    <message>
        <source>the items are not paired</source>
        <translation>die Aufgaben sind nicht gepaart</translation>
    </message>
    <message>
        <source>%1 items gained, %2 lost of %3 in %4 groups</source>
        <translation>%1 Aufgaben gewonnen, %2 verloren von %3 in %4 Gruppen</translation>
    </message>
    <message>
        <source>%1 is higher by %2 (%3)</source>
        <translation>%1 ist um %2 höher (%3)</translation>
    </message>
    <message>
        <source>%1 is lower by %2 (%3)</source>
        <translation>%1 ist um %2 niedriger (%3)</translation>
    </message>
    <message>
        <source>%1; this could be chance (%2); %3.</source>
        <translation>%1; das kann Zufall sein (%2); %3.</translation>
    </message>
    <message>
        <source>The graphics card has too little memory for this model and batch.</source>
        <translation>Die Grafikkarte hat zu wenig Speicher für dieses Modell und diese Bündelgröße.</translation>
    </message>
    <message>
        <source>Choose a smaller batch, a shorter context or a quantised model.</source>
        <translation>Eine kleinere Bündelgröße, einen kürzeren Kontext oder ein quantisiertes Modell wählen.</translation>
    </message>
    <message>
        <source>The program needed more memory than it was given and was ended by the system.</source>
        <translation>Das Programm brauchte mehr Speicher, als ihm zugeteilt war, und wurde vom System beendet.</translation>
    </message>
    <message>
        <source>Run fewer benchmarks at a time, ask for more memory, or limit the number of items.</source>
        <translation>Weniger Benchmarks gleichzeitig ausführen, mehr Speicher anfordern oder die Zahl der Aufgaben begrenzen.</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>Der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>Make room where the engine keeps its jobs and datasets, then try again.</source>
        <translation>Platz schaffen, wo die Engine ihre Aufträge und Datensätze ablegt, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>The model’s endpoint did not accept the key.</source>
        <translation>Der Endpunkt des Modells hat den Schlüssel nicht angenommen.</translation>
    </message>
    <message>
        <source>Store a valid key for this endpoint and run the benchmark again.</source>
        <translation>Einen gültigen Schlüssel für diesen Endpunkt speichern und den Benchmark erneut ausführen.</translation>
    </message>
    <message>
        <source>The dataset or model needs a permission of the Hugging Face hub.</source>
        <translation>Der Datensatz oder das Modell braucht eine Erlaubnis des Hugging Face Hub.</translation>
    </message>
    <message>
        <source>Accept its terms on the hub, and give the run a key that may read it.</source>
        <translation>Die Bedingungen auf dem Hub annehmen und dem Lauf einen Schlüssel geben, der lesen darf.</translation>
    </message>
    <message>
        <source>Something that the benchmark needs may not be read or used by it.</source>
        <translation>Etwas, das der Benchmark braucht, darf er nicht lesen oder verwenden.</translation>
    </message>
    <message>
        <source>Check the key’s permissions, and those of the files that are named in the message.</source>
        <translation>Die Rechte des Schlüssels prüfen und die der Dateien, die in der Meldung genannt sind.</translation>
    </message>
    <message>
        <source>The endpoint takes fewer requests than were sent.</source>
        <translation>Der Endpunkt nimmt weniger Anfragen an, als gesendet wurden.</translation>
    </message>
    <message>
        <source>Lower the number of parallel requests, or wait until the quota is free, then try again.</source>
        <translation>Die Zahl paralleler Anfragen senken oder warten, bis das Kontingent frei ist, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>A prompt with its answer is longer than the model’s context.</source>
        <translation>Ein Prompt samt Antwort ist länger als der Kontext des Modells.</translation>
    </message>
    <message>
        <source>Use fewer examples in the prompt, a smaller limit of answer tokens, or serve the model with a longer context.</source>
        <translation>Weniger Beispiele im Prompt oder eine kleinere Grenze für Antwort-Token verwenden oder das Modell mit längerem Kontext bereitstellen.</translation>
    </message>
    <message>
        <source>The endpoint does not serve a model of this name.</source>
        <translation>Der Endpunkt bietet kein Modell dieses Namens an.</translation>
    </message>
    <message>
        <source>Choose the name from the endpoint’s own list of models.</source>
        <translation>Den Namen aus der Modellliste des Endpunkts wählen.</translation>
    </message>
    <message>
        <source>Nothing answers at the model’s address.</source>
        <translation>An der Adresse des Modells antwortet nichts.</translation>
    </message>
    <message>
        <source>Start the model’s server, or correct host and port, and try again.</source>
        <translation>Den Server des Modells starten oder Host und Port berichtigen und erneut versuchen.</translation>
    </message>
    <message>
        <source>The name of the host could not be resolved.</source>
        <translation>Der Name des Hosts ließ sich nicht auflösen.</translation>
    </message>
    <message>
        <source>Correct the host’s name, or the network and proxy settings of the machine that runs the benchmark.</source>
        <translation>Den Namen des Hosts berichtigen oder die Netz- und Proxy-Einstellungen des Rechners, der den Benchmark ausführt.</translation>
    </message>
    <message>
        <source>The encrypted connection to a server was not trusted.</source>
        <translation>Der verschlüsselten Verbindung zu einem Server wurde nicht vertraut.</translation>
    </message>
    <message>
        <source>Give the run the certificate authority of that server.</source>
        <translation>Dem Lauf die Zertifizierungsstelle dieses Servers angeben.</translation>
    </message>
    <message>
        <source>A dataset could not be fetched, because the machine has no way to it.</source>
        <translation>Ein Datensatz ließ sich nicht holen, weil der Rechner ihn nicht erreicht.</translation>
    </message>
    <message>
        <source>Fetch the dataset beforehand, or allow the way to it.</source>
        <translation>Den Datensatz vorher holen oder den Zugang zu ihm erlauben.</translation>
    </message>
    <message>
        <source>The provider’s program lacks a Python package.</source>
        <translation>Dem Programm des Anbieters fehlt ein Python-Paket.</translation>
    </message>
    <message>
        <source>Install the package that the message names where the provider’s command runs.</source>
        <translation>Das in der Meldung genannte Paket dort installieren, wo der Befehl des Anbieters läuft.</translation>
    </message>
    <message>
        <source>A program or file that the provider names is not there.</source>
        <translation>Ein Programm oder eine Datei, die der Anbieter nennt, ist nicht vorhanden.</translation>
    </message>
    <message>
        <source>Install it, or correct the provider’s command.</source>
        <translation>Das Fehlende installieren oder den Befehl des Anbieters berichtigen.</translation>
    </message>
    <message>
        <source>It took longer than it was allowed to.</source>
        <translation>Es dauerte länger als erlaubt.</translation>
    </message>
    <message>
        <source>Raise the time limit, limit the number of items, or ask a quicker endpoint.</source>
        <translation>Die Zeitgrenze anheben, die Zahl der Aufgaben begrenzen oder einen schnelleren Endpunkt fragen.</translation>
    </message>
    <message>
        <source>The model’s endpoint failed while it was asked.</source>
        <translation>Der Endpunkt des Modells fiel aus, während er gefragt wurde.</translation>
    </message>
    <message>
        <source>Look at the endpoint’s own log; when it is well again, retry what failed.</source>
        <translation>Das Protokoll des Endpunkts ansehen; wenn er wieder läuft, das Gescheiterte wiederholen.</translation>
    </message>
    <message>
        <source>The provider has no command for a local server.</source>
        <translation>Der Anbieter hat keinen Befehl für einen lokalen Server.</translation>
    </message>
    <message>
        <source>Add a local command to the provider, or run the benchmark on a cluster.</source>
        <translation>Den Anbieter um einen lokalen Befehl ergänzen oder den Benchmark auf einem Cluster ausführen.</translation>
    </message>
    <message>
        <source>The provider’s program ended with an error.</source>
        <translation>Das Programm des Anbieters endete mit einem Fehler.</translation>
    </message>
    <message>
        <source>Its log says more; the last lines before the end are the most telling.</source>
        <translation>Das Protokoll sagt mehr; am meisten verraten die letzten Zeilen vor dem Ende.</translation>
    </message>
    <message>
        <source>Lower counts as better in this run, and higher in the baseline.</source>
        <translation>In diesem Lauf gilt niedriger als besser, im Vergleichslauf höher.</translation>
    </message>
    <message>
        <source>Higher counts as better in this run, and lower in the baseline.</source>
        <translation>In diesem Lauf gilt höher als besser, im Vergleichslauf niedriger.</translation>
    </message>
    <message>
        <source>One of the two runs reports a share from 0 to 1, the other a percentage.</source>
        <translation>Einer der beiden Läufe meldet einen Anteil von 0 bis 1, der andere Prozent.</translation>
    </message>
    <message>
        <source>The two runs share too few items to pair them.</source>
        <translation>Die beiden Läufe haben zu wenige gemeinsame Aufgaben, um sie zu paaren.</translation>
    </message>
    <message>
        <source>The items&apos; scores are of another metric, so the items are not paired.</source>
        <translation>Die Werte der Aufgaben gehören zu einer anderen Metrik; die Aufgaben sind nicht gepaart.</translation>
    </message>
    <message>
        <source>The items&apos; scores are not known, so the items are not paired.</source>
        <translation>Die Werte der Aufgaben sind nicht bekannt; die Aufgaben sind nicht gepaart.</translation>
    </message>
    <message>
        <source>There is nothing to compare with: choose a run as the baseline.</source>
        <translation>Es gibt nichts zum Vergleichen: einen Lauf als Vergleichslauf wählen.</translation>
    </message>
    <message>
        <source>%1 reports the same number; its uncertainty is not known.</source>
        <translation>%1 meldet dieselbe Zahl; ihre Unsicherheit ist nicht bekannt.</translation>
    </message>
    <message>
        <source>%1 is higher by %2</source>
        <translation>%1 ist um %2 höher</translation>
    </message>
    <message>
        <source>%1 is lower by %2</source>
        <translation>%1 ist um %2 niedriger</translation>
    </message>
    <message>
        <source>%1; no uncertainty is known, so this could be chance.</source>
        <translation>%1; die Unsicherheit ist nicht bekannt, das kann also Zufall sein.</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht ausgeführt</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>nicht gemeldet</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>nicht vergleichbar</translation>
    </message>
    <message>
        <source>%1, %2: %3.</source>
        <translation>%1, %2: %3.</translation>
    </message>
    <message>
        <source>This is the baseline.</source>
        <translation>Das ist der Vergleichslauf.</translation>
    </message>
    <message>
        <source>%1 has no result to compare with %2.</source>
        <translation>%1 hat kein Ergebnis, das sich mit %2 vergleichen ließe.</translation>
    </message>
    <message numerus="yes">
        <source>%1: the uncertainty of %n result(s) is not known, so every difference could be chance.</source>
        <translation>
            <numerusform>%1: Die Unsicherheit von %n Ergebnis ist nicht bekannt; jeder Unterschied kann Zufall sein.</numerusform>
            <numerusform>%1: Die Unsicherheit von %n Ergebnissen ist nicht bekannt; jeder Unterschied kann Zufall sein.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: no difference on %n benchmark(s) is more than chance could be.</source>
        <translation>
            <numerusform>%1: Bei %n Benchmark geht kein Unterschied über Zufall hinaus.</numerusform>
            <numerusform>%1: Bei %n Benchmarks geht kein Unterschied über Zufall hinaus.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 differs on %2 of %3</source>
        <translation>%1 unterscheidet sich bei %2 von %3</translation>
    </message>
    <message>
        <source>%1 is better on %2 of %3</source>
        <translation>%1 ist bei %2 von %3 besser</translation>
    </message>
    <message>
        <source>%1 is worse on %2 of %3</source>
        <translation>%1 ist bei %2 von %3 schlechter</translation>
    </message>
    <message>
        <source>%1 is better on %2 of %3, worse on %4</source>
        <translation>%1 ist bei %2 von %3 besser, bei %4 schlechter</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>%1, the rest could be chance.</source>
        <translation>%1, der Rest kann Zufall sein.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 lässt sich nicht schreiben: %2</translation>
    </message>
    <message>
        <source>Loading earlier runs…</source>
        <translation>Frühere Läufe werden geladen …</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>run, when</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 %2; %3 %4</source>
        <comment>a number&apos;s name, its value; another&apos;s</comment>
        <translation>%1 %2; %3 %4</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>a page&apos;s foot, e.g. &quot;2 of 5&quot;</extracomment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Runs imported: %1, there already: %2, samples: %3, files without results: %4, problems: %5.</source>
        <translation>Importierte Läufe: %1, schon vorhanden: %2, Aufgaben: %3, Dateien ohne Ergebnisse: %4, Probleme: %5.</translation>
    </message>
    <message>
        <source>members are expected here, not %1; write one a line, e.g. %2: …</source>
        <translation>hier werden Felder erwartet, nicht %1; eines je Zeile schreiben, z. B. %2: …</translation>
    </message>
    <message>
        <source>there is no such field; the fields here are: %1.</source>
        <translation>dieses Feld gibt es nicht; die Felder hier sind: %1.</translation>
    </message>
    <message>
        <source>a list is expected, not %1; begin each entry with a dash.</source>
        <translation>eine Liste wird erwartet, nicht %1; jeden Eintrag mit einem Strich beginnen.</translation>
    </message>
    <message>
        <source>The baseline has no benchmark to compare with.</source>
        <translation>Der Vergleichslauf hat keinen Benchmark, mit dem sich vergleichen lässt.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>a run, its score</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The score fell from %1 to %2, the next run: by %3, %4.</source>
        <translation>Der Wert fiel von %1 zu %2, dem nächsten Lauf: um %3, %4.</translation>
    </message>
    <message>
        <source>The score fell between %1 and %2: by %3, %4.</source>
        <translation>Der Wert fiel zwischen %1 und %2: um %3, %4.</translation>
    </message>
    <message>
        <source>%1 passed its gate and %2 did not.</source>
        <translation>%1 hat seine Schwelle bestanden, %2 nicht.</translation>
    </message>
    <message>
        <source>The gate was %1 then and %2 later.</source>
        <translation>Die Schwelle war damals %1 und später %2.</translation>
    </message>
    <message>
        <source>How uncertain these scores are is not known, so this may be chance.</source>
        <translation>Wie unsicher diese Werte sind, ist nicht bekannt; es kann Zufall sein.</translation>
    </message>
    <message>
        <source>The difference could be chance (%1), so no step is named: runs of this size show differences from about %2 on. More items would tell.</source>
        <translation>Der Unterschied könnte Zufall sein (%1), deshalb wird kein Schritt genannt: Läufe dieser Größe zeigen Unterschiede ab etwa %2. Mehr Aufgaben würden es klären.</translation>
    </message>
    <message>
        <source>The difference could be chance (%1), so no step is named.</source>
        <translation>Der Unterschied könnte Zufall sein (%1), deshalb wird kein Schritt genannt.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) between them have no result.</source>
        <translation>
            <numerusform>%n Lauf dazwischen hat kein Ergebnis.</numerusform>
            <numerusform>%n Läufe dazwischen haben kein Ergebnis.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) between them cannot be told from either.</source>
        <translation>
            <numerusform>%n Lauf dazwischen lässt sich von keinem der beiden unterscheiden.</numerusform>
            <numerusform>%n Läufe dazwischen lassen sich von keinem der beiden unterscheiden.</numerusform>
        </translation>
    </message>
    <message>
        <source>To narrow it down, make %1 again with more items.</source>
        <translation>Um es einzugrenzen, %1 mit mehr Aufgaben wiederholen.</translation>
    </message>
    <message>
        <source>To narrow it down, make %1 again: its result halves what is left.</source>
        <translation>Um es einzugrenzen, %1 wiederholen: Das Ergebnis halbiert, was übrig ist.</translation>
    </message>
    <message>
        <source>No setting that is known changed: look at what is not recorded, such as the model behind the same name, its server, or data without a revision.</source>
        <translation>Keine bekannte Einstellung hat sich geändert: Ansehen, was nicht aufgezeichnet ist, etwa das Modell hinter demselben Namen, seinen Server oder Daten ohne Revision.</translation>
    </message>
    <message>
        <source>What changed: %1.</source>
        <translation>Geändert hat sich: %1.</translation>
    </message>
    <message>
        <source>With that the two did not measure the same thing.</source>
        <translation>Damit haben die beiden nicht dasselbe gemessen.</translation>
    </message>
    <message>
        <source>To tell the causes apart, make a run like %1 with only one of them changed.</source>
        <translation>Um die Ursachen zu trennen, einen Lauf wie %1 mit nur einer dieser Änderungen starten.</translation>
    </message>
    <message>
        <source>Two runs with a result are needed to look for a drop.</source>
        <translation>Um nach einem Abfall zu suchen, braucht es zwei Läufe mit Ergebnis.</translation>
    </message>
    <message>
        <source>No drop: the newest run is not worse than an earlier one by more than chance.</source>
        <translation>Kein Abfall: Der neueste Lauf ist nicht mehr als durch Zufall schlechter als ein früherer.</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <comment>a setting, its value before and after</comment>
        <translation>%1: %2 → %3</translation>
    </message>
    <message>
        <source>Evaluation: question and answer</source>
        <translation>Auswertung: Frage und Antwort</translation>
    </message>
    <message>
        <source>Evaluation: messages and answer</source>
        <translation>Auswertung: Nachrichten und Antwort</translation>
    </message>
    <message>
        <source>Training: messages</source>
        <translation>Training: Nachrichten</translation>
    </message>
    <message>
        <source>No score could be read from the judge&apos;s answer.</source>
        <translation>Aus der Antwort des Richters ließ sich keine Punktzahl lesen.</translation>
    </message>
    <message>
        <source>%1 keeps no datasets; register them with the local engine.</source>
        <translation>%1 bewahrt keine Datensätze auf; sie bei der lokalen Engine anmelden.</translation>
    </message>
    <message>
        <source>delete a dataset</source>
        <translation>einen Datensatz löschen</translation>
    </message>
    <message>
        <source>add a dataset</source>
        <translation>einen Datensatz hinzufügen</translation>
    </message>
    <message>
        <source>The answer about datasets cannot be read; is this a server with Llama Stack&apos;s datasets?</source>
        <translation>Die Antwort über Datensätze ist nicht lesbar; ist das ein Server mit den Datensätzen von Llama Stack?</translation>
    </message>
    <message>
        <source>Providers and collections of this server are not changed from here.</source>
        <translation>Anbieter und Sammlungen dieses Servers werden nicht von hier aus geändert.</translation>
    </message>
    <message>
        <source>The server has no “%1”.</source>
        <translation>Der Server hat kein „%1“.</translation>
    </message>
    <message>
        <source>%1 does not know this address; check the URL.</source>
        <translation>%1 kennt diese Adresse nicht; prüfen Sie die URL.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n row(s) have errors; means are over the rows that have a result.</source>
        <translation>
            <numerusform>%1 von %n Zeile hat Fehler; Mittelwerte gelten für die Zeilen mit Ergebnis.</numerusform>
            <numerusform>%1 von %n Zeilen haben Fehler; Mittelwerte gelten für die Zeilen mit Ergebnis.</numerusform>
        </translation>
    </message>
    <message>
        <source>Scale GP filters by one state at a time.</source>
        <translation>Scale GP filtert nach einem Zustand auf einmal.</translation>
    </message>
    <message>
        <source>Scale GP hands out no logs of its evaluations.</source>
        <translation>Scale GP gibt keine Protokolle seiner Auswertungen heraus.</translation>
    </message>
    <message>
        <source>The answer is not one of Scale GP&apos;s evaluation API; check the URL.</source>
        <translation>Die Antwort ist keine der Auswertungs-API von Scale GP; prüfen Sie die URL.</translation>
    </message>
    <message>
        <source>The service says that the evaluation failed, and not why.</source>
        <translation>Der Dienst meldet, dass die Auswertung fehlgeschlagen ist, aber nicht warum.</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) of tasks on single rows.</source>
        <translation>
            <numerusform>%n Fehler bei einer einzelnen Zeile.</numerusform>
            <numerusform>%n Fehler bei einzelnen Zeilen.</numerusform>
        </translation>
    </message>
    <message>
        <source>An evaluation of the answer has no id or status.</source>
        <translation>Eine Auswertung in der Antwort hat keine Kennung oder keinen Zustand.</translation>
    </message>
    <message>
        <source>%1 refuses the key (%2); enter a valid one for this connection.</source>
        <translation>%1 weist den Schlüssel zurück (%2); geben Sie einen gültigen für diese Verbindung ein.</translation>
    </message>
    <message>
        <source>%1 does not let this key into the account; check the account&apos;s id in the connection&apos;s settings.</source>
        <translation>%1 lässt diesen Schlüssel nicht in das Konto; prüfen Sie die Kennung des Kontos in den Einstellungen der Verbindung.</translation>
    </message>
    <message>
        <source>The service answers: %1</source>
        <translation>Der Dienst antwortet: %1</translation>
    </message>
    <message>
        <source>Check host, port and path of the URL; it must be the address below which /v5 lies.</source>
        <translation>Prüfen Sie Rechner, Port und Pfad der URL; es muss die Adresse sein, unter der /v5 liegt.</translation>
    </message>
    <message>
        <source>The service answers.</source>
        <translation>Der Dienst antwortet.</translation>
    </message>
    <message>
        <source>Enter the id of the account that you work in; Scale GP shows it in its settings.</source>
        <translation>Geben Sie die Kennung des Kontos ein, in dem Sie arbeiten; Scale GP zeigt sie in seinen Einstellungen.</translation>
    </message>
    <message numerus="yes">
        <source>%n evaluation(s) can be seen.</source>
        <translation>
            <numerusform>%n Auswertung ist zu sehen.</numerusform>
            <numerusform>%n Auswertungen sind zu sehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Scale GP, API version 5. It does not offer: %1.</source>
        <translation>Scale GP, API-Version 5. Es bietet nicht: %1.</translation>
    </message>
    <message>
        <source>The evals of this runtime&apos;s spicepod; they change when it is edited and the runtime started again.</source>
        <translation>Die Evals im Spicepod dieser Laufzeit; sie ändern sich, wenn er bearbeitet und die Laufzeit neu gestartet wird.</translation>
    </message>
    <message>
        <source>Rows of the dataset %1, scored by %2.</source>
        <translation>Zeilen des Datensatzes %1, bewertet durch %2.</translation>
    </message>
    <message>
        <source>The Spice runtime at %1 does not have this; it may be another version.</source>
        <translation>Die Spice-Laufzeit unter %1 hat das nicht; vielleicht ist es eine andere Version.</translation>
    </message>
    <message>
        <source>The runtime answers: %1</source>
        <translation>Die Laufzeit antwortet: %1</translation>
    </message>
    <message>
        <source>The Spice runtime at %1 has no evals: version 2.0 removed them. Use a runtime of 1.0 to 1.11, or run the benchmark on the local engine.</source>
        <translation>Die Spice-Laufzeit unter %1 hat keine Evals: Version 2.0 hat sie entfernt. Nehmen Sie eine Laufzeit von 1.0 bis 1.11, oder führen Sie den Benchmark auf der lokalen Engine aus.</translation>
    </message>
    <message>
        <source>%1 is not a Spice runtime; check the URL.</source>
        <translation>%1 ist keine Spice-Laufzeit; prüfen Sie die URL.</translation>
    </message>
    <message>
        <source>The Spice runtime at %1 is starting: it still loads its datasets and models. It is tried again by itself.</source>
        <translation>Die Spice-Laufzeit unter %1 startet gerade: Sie lädt noch ihre Datensätze und Modelle. Es wird von selbst erneut versucht.</translation>
    </message>
    <message>
        <source>The answer was lost, and the runtime lists several runs that may be this one. It was not sent again.</source>
        <translation>Die Antwort ging verloren, und die Laufzeit führt mehrere Läufe auf, die dieser sein können. Er wurde nicht noch einmal gesendet.</translation>
    </message>
    <message>
        <source>The answer was lost, and the runtime does not list the run: whether it ran is not known. It was not sent again.</source>
        <translation>Die Antwort ging verloren, und die Laufzeit führt den Lauf nicht auf: Ob er stattfand, ist nicht bekannt. Er wurde nicht noch einmal gesendet.</translation>
    </message>
    <message>
        <source>The answer was lost. The runtime still lists the run as “%1”, but it stops a run whose client has gone. It was not sent again.</source>
        <translation>Die Antwort ging verloren. Die Laufzeit führt den Lauf noch als „%1“ auf, hält aber einen Lauf an, dessen Auftraggeber fort ist. Er wurde nicht noch einmal gesendet.</translation>
    </message>
    <message>
        <source>The runtime forgot the run before it told its end.</source>
        <translation>Die Laufzeit vergaß den Lauf, bevor sie sein Ende meldete.</translation>
    </message>
    <message>
        <source>This run is not known any more.</source>
        <translation>Dieser Lauf ist nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>Model: enter the name of one of the runtime&apos;s models.</source>
        <translation>Modell: Geben Sie den Namen eines Modells der Laufzeit ein.</translation>
    </message>
    <message>
        <source>Endpoint: a Spice runtime asks its own models only; enter its address, %1, and the name of a model.</source>
        <translation>Endpunkt: Eine Spice-Laufzeit fragt nur ihre eigenen Modelle; geben Sie ihre Adresse %1 und den Namen eines Modells ein.</translation>
    </message>
    <message>
        <source>Collection: a Spice runtime knows none; choose its evals one by one.</source>
        <translation>Sammlung: Eine Spice-Laufzeit kennt keine; wählen Sie ihre Evals einzeln.</translation>
    </message>
    <message>
        <source>Benchmarks: choose at least one eval.</source>
        <translation>Benchmarks: Wählen Sie mindestens ein Eval.</translation>
    </message>
    <message>
        <source>Benchmarks: “%1” is no eval of this runtime; choose from its own.</source>
        <translation>Benchmarks: „%1“ ist kein Eval dieser Laufzeit; wählen Sie aus ihren eigenen.</translation>
    </message>
    <message>
        <source>This run has ended already.</source>
        <translation>Dieser Lauf ist schon beendet.</translation>
    </message>
    <message>
        <source>Somebody else started this run; only they can end it.</source>
        <translation>Diesen Lauf hat jemand anderes begonnen; nur der kann ihn beenden.</translation>
    </message>
    <message>
        <source>This run has not ended; cancel it first.</source>
        <translation>Dieser Lauf ist nicht beendet; brechen Sie ihn erst ab.</translation>
    </message>
    <message>
        <source>A Spice runtime hands out no logs of its runs.</source>
        <translation>Eine Spice-Laufzeit gibt keine Protokolle ihrer Läufe heraus.</translation>
    </message>
    <message>
        <source>The rows of this run are not here: they are copied while the runtime has them, which it does for a day and until its restart.</source>
        <translation>Die Zeilen dieses Laufs sind nicht hier: Sie werden kopiert, solange die Laufzeit sie hat, also einen Tag lang und bis zu ihrem Neustart.</translation>
    </message>
    <message>
        <source>The runtime&apos;s answer is neither JSON, CSV nor a table of the kind that Spice sends; check the URL.</source>
        <translation>Die Antwort der Laufzeit ist weder JSON noch CSV noch eine Tabelle, wie Spice sie sendet; prüfen Sie die URL.</translation>
    </message>
    <message>
        <source>The runtime&apos;s row of a run has no id, status or model.</source>
        <translation>In der Zeile der Laufzeit zu einem Lauf fehlt Kennung, Zustand oder Modell.</translation>
    </message>
    <message>
        <source>The runtime answered without a row: it does not know the run any more.</source>
        <translation>Die Laufzeit antwortete ohne Zeile: Sie kennt den Lauf nicht mehr.</translation>
    </message>
    <message>
        <source>The runtime says that the run failed, and not why.</source>
        <translation>Die Laufzeit meldet, dass der Lauf fehlgeschlagen ist, aber nicht warum.</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>an eval and a model</comment>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>The connection broke before the answer; the runtime&apos;s own list of runs is looked at.</source>
        <translation>Die Verbindung brach vor der Antwort ab; in der Liste der Läufe der Laufzeit wird nachgesehen.</translation>
    </message>
    <message>
        <source>The kept samples of this run cannot be read: %1</source>
        <translation>Die aufbewahrten Aufgaben dieses Laufs sind nicht lesbar: %1</translation>
    </message>
    <message>
        <source>A kept run cannot be read: %1</source>
        <translation>Ein aufbewahrter Lauf ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>Check host, port and path of the URL; a runtime&apos;s own port is 8090.</source>
        <translation>Prüfen Sie Rechner, Port und Pfad der URL; der übliche Port einer Laufzeit ist 8090.</translation>
    </message>
    <message>
        <source>A Spice runtime has no tenants.</source>
        <translation>Eine Spice-Laufzeit hat keine Mandanten.</translation>
    </message>
    <message>
        <source>Start a runtime of 1.0 to 1.11, or choose another connection.</source>
        <translation>Starten Sie eine Laufzeit von 1.0 bis 1.11, oder wählen Sie eine andere Verbindung.</translation>
    </message>
    <message>
        <source>The list of evals cannot be read (status %1).</source>
        <translation>Die Liste der Evals ist nicht lesbar (Status %1).</translation>
    </message>
    <message numerus="yes">
        <source>Spice.ai 1.x with %n eval(s).</source>
        <translation>
            <numerusform>Spice.ai 1.x mit %n Eval.</numerusform>
            <numerusform>Spice.ai 1.x mit %n Evals.</numerusform>
        </translation>
    </message>
    <message>
        <source>It still loads its datasets and models; until then evals fail.</source>
        <translation>Sie lädt noch ihre Datensätze und Modelle; bis dahin schlagen Evals fehl.</translation>
    </message>
    <message>
        <source>Add evals to its spicepod.yaml and start it again.</source>
        <translation>Fügen Sie ihrer spicepod.yaml Evals hinzu und starten Sie sie neu.</translation>
    </message>
    <message>
        <source>There is no dataset &apos;%1&apos;.</source>
        <translation>Es gibt keinen Datensatz &apos;%1&apos;.</translation>
    </message>
    <message>
        <source>There is another dataset with dataset_id &apos;%1&apos;: unregister it first, or choose another id.</source>
        <translation>Es gibt einen anderen Datensatz mit der dataset_id &apos;%1&apos;: ihn erst abmelden, oder eine andere Kennung wählen.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 ist nicht lesbar: %2</translation>
    </message>
    <message>
        <source>source.uri: a data URI has to begin with data:text/csv, data:text/tab-separated-values, data:application/json or data:application/jsonl, and to have its text after a comma.</source>
        <translation>source.uri: Eine data-URI muss mit data:text/csv, data:text/tab-separated-values, data:application/json oder data:application/jsonl beginnen und ihren Text nach einem Komma haben.</translation>
    </message>
    <message>
        <source>source.uri: the text after the comma is not Base64.</source>
        <translation>source.uri: Der Text nach dem Komma ist kein Base64.</translation>
    </message>
    <message>
        <source>source.uri: the local engine reads files of this machine (an absolute path or file://) and data URIs, not &apos;%1&apos;; save it as a file first.</source>
        <translation>source.uri: Die lokale Engine liest Dateien dieses Rechners (ein absoluter Pfad oder file://) und data-URIs, nicht &apos;%1&apos;; es zuerst als Datei speichern.</translation>
    </message>
    <message>
        <source>source.uri: &apos;%1&apos; is none of .jsonl, .ndjson, .json, .csv and .tsv.</source>
        <translation>source.uri: &apos;%1&apos; ist weder .jsonl noch .ndjson, .json, .csv oder .tsv.</translation>
    </message>
    <message>
        <source>it is no JSON.</source>
        <translation>das ist kein JSON.</translation>
    </message>
    <message>
        <source>a row has to be an object of columns.</source>
        <translation>eine Zeile muss ein Objekt aus Spalten sein.</translation>
    </message>
    <message>
        <source>%1, line %2: longer than 64 MB.</source>
        <translation>%1, Zeile %2: länger als 64 MB.</translation>
    </message>
    <message>
        <source>the text is not UTF-8.</source>
        <translation>der Text ist kein UTF-8.</translation>
    </message>
    <message>
        <source>source.uri: there is no file %1.</source>
        <translation>source.uri: Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>Benchmark %1: parameters.scoring must name the scoring functions for the stored answers.</source>
        <translation>Benchmark %1: parameters.scoring muss die Bewertungsfunktionen für die gespeicherten Antworten nennen.</translation>
    </message>
    <message>
        <source>Benchmark %1: %2 asks a judge model, and %3 does not say which; set it to an OpenAI-compatible server and its model.</source>
        <extracomment>%1 benchmark, %2 scoring function, %3 member of the job</extracomment>
        <translation>Benchmark %1: %2 fragt ein Richtermodell, und %3 sagt nicht, welches; dort einen OpenAI-kompatiblen Server und sein Modell angeben.</translation>
    </message>
    <message>
        <source>The judge gave no answer: %1</source>
        <translation>Der Richter gab keine Antwort: %1</translation>
    </message>
    <message>
        <source>No score could be read from any answer of the judge of %1 (%2 answers; the first: “%3”): check its prompt and the score patterns.</source>
        <extracomment>%1 scoring function, %2 number, %3 words of a model</extracomment>
        <translation>Aus keiner Antwort des Richters von %1 ließ sich eine Punktzahl lesen (%2 Antworten; die erste: „%3“): seinen Prompt und die Muster der Punktzahl prüfen.</translation>
    </message>
    <message>
        <source>No score could be read from %1 of %2 answers of the judge; they are left out of its metrics. The first: “%3”</source>
        <translation>Aus %1 von %2 Antworten des Richters ließ sich keine Punktzahl lesen; sie fehlen in seinen Metriken. Die erste: „%3“</translation>
    </message>
    <message>
        <source>belongs to functions that ask a judge model only; remove it.</source>
        <translation>gehört nur zu Funktionen, die ein Richtermodell fragen; entfernen.</translation>
    </message>
    <message>
        <source>The run &apos;%1&apos; has no stored answers of benchmark %2, so they cannot be scored again.</source>
        <translation>Der Lauf &apos;%1&apos; hat keine gespeicherten Antworten von Benchmark %2, also lassen sie sich nicht neu bewerten.</translation>
    </message>
    <message>
        <source>The run &apos;%1&apos; has no answer to item %2 of benchmark %3 that could be scored: %4</source>
        <extracomment>%1 name of a run, %2 item, %3 benchmark, %4 a sentence</extracomment>
        <translation>Der Lauf &apos;%1&apos; hat keine Antwort auf Aufgabe %2 von Benchmark %3, die sich bewerten ließe: %4</translation>
    </message>
    <message>
        <source>it was not asked so often.</source>
        <translation>so oft wurde sie nicht gestellt.</translation>
    </message>
    <message>
        <source>none was stored.</source>
        <translation>keine wurde gespeichert.</translation>
    </message>
    <message>
        <source>its texts were cut when it was imported.</source>
        <translation>ihre Texte wurden beim Import gekürzt.</translation>
    </message>
    <message>
        <source>The body is nested too deeply.</source>
        <translation>Der Inhalt ist zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>The body has to be one JSON object.</source>
        <translation>Der Inhalt muss ein JSON-Objekt sein.</translation>
    </message>
    <message>
        <source>%1 has to be a list of objects, a row each.</source>
        <translation>%1 muss eine Liste von Objekten sein, je eine Zeile.</translation>
    </message>
    <message>
        <source>source: required; an object with the type &apos;uri&apos; and a uri, or with the type &apos;rows&apos; and rows.</source>
        <translation>source: fehlt; ein Objekt mit dem type &apos;uri&apos; und einer uri, oder mit dem type &apos;rows&apos; und rows.</translation>
    </message>
    <message>
        <source>source.type: &apos;uri&apos; or &apos;rows&apos; is expected.</source>
        <translation>source.type: &apos;uri&apos; oder &apos;rows&apos; wird erwartet.</translation>
    </message>
    <message>
        <source>dataset_id: at most 200 characters.</source>
        <translation>dataset_id: höchstens 200 Zeichen.</translation>
    </message>
    <message>
        <source>metadata: an object is expected.</source>
        <translation>metadata: Ein Objekt wird erwartet.</translation>
    </message>
    <message>
        <source>%1: a whole number of at least %2 is expected, not &apos;%3&apos;.</source>
        <translation>%1: Eine ganze Zahl von mindestens %2 wird erwartet, nicht &apos;%3&apos;.</translation>
    </message>
    <message>
        <source>limit: at least 1, or -1 for all rows.</source>
        <translation>limit: mindestens 1, oder -1 für alle Zeilen.</translation>
    </message>
    <message>
        <source>The dataset is too long for one answer: ask for its rows in parts with start_index and limit.</source>
        <translation>Der Datensatz ist zu lang für eine Antwort: seine Zeilen in Teilen anfordern, mit start_index und limit.</translation>
    </message>
    <message>
        <source>The run &apos;%1&apos;, whose stored answers shall be scored again, does not exist here; choose another.</source>
        <translation>Den Lauf &apos;%1&apos;, dessen gespeicherte Antworten neu bewertet werden sollen, gibt es hier nicht; einen anderen wählen.</translation>
    </message>
    <message>
        <source>The run &apos;%1&apos; has no benchmark number %2.</source>
        <translation>Der Lauf &apos;%1&apos; hat keinen Benchmark Nummer %2.</translation>
    </message>
    <message>
        <source>Benchmark %2 of the run &apos;%1&apos; has not ended; score its answers again when it has.</source>
        <translation>Benchmark %2 des Laufs &apos;%1&apos; ist nicht beendet; seine Antworten danach neu bewerten.</translation>
    </message>
    <message>
        <source>Benchmark %2 of the run &apos;%1&apos; compared the likelihoods of given answers; the model wrote none that could be scored again.</source>
        <translation>Benchmark %2 des Laufs &apos;%1&apos; verglich die Wahrscheinlichkeiten gegebener Antworten; das Modell schrieb keine, die sich neu bewerten ließen.</translation>
    </message>
    <message>
        <source>%1 keeps a run&apos;s name, description and tags as they were submitted.</source>
        <translation>%1 behält Name, Beschreibung und Schlagwörter eines Laufs, wie sie eingereicht wurden.</translation>
    </message>
    <message>
        <source>%1 has no archive of runs.</source>
        <translation>%1 hat kein Archiv für Läufe.</translation>
    </message>
    <message>
        <source>Name: enter 1 to %1 characters.</source>
        <translation>Name: 1 bis %1 Zeichen eingeben.</translation>
    </message>
    <message>
        <source>Description: enter at most %1 characters.</source>
        <translation>Beschreibung: höchstens %1 Zeichen eingeben.</translation>
    </message>
    <message>
        <source>Tags: enter words without commas.</source>
        <translation>Schlagwörter: Wörter ohne Kommas eingeben.</translation>
    </message>
    <message>
        <source>archive a run</source>
        <translation>einen Lauf archivieren</translation>
    </message>
    <message>
        <source>restore a run</source>
        <translation>einen Lauf wiederherstellen</translation>
    </message>
    <message>
        <source>The server does not let us in (status %1).</source>
        <translation>Der Server lässt uns nicht ein (Status %1).</translation>
    </message>
    <message>
        <source>Check key and URL; the server&apos;s log may say more.</source>
        <translation>Schlüssel und URL prüfen; das Protokoll des Servers sagt vielleicht mehr.</translation>
    </message>
    <message>
        <source>it is nested too deeply.</source>
        <translation>es ist zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>Name: enter one with letters or digits.</source>
        <translation>Name: einen mit Buchstaben oder Ziffern eingeben.</translation>
    </message>
    <message>
        <source>Choose the columns of question and answer.</source>
        <translation>Die Spalten von Frage und Antwort wählen.</translation>
    </message>
    <message>
        <source>Question and answer are the same column; every model would be right.</source>
        <translation>Frage und Antwort sind dieselbe Spalte; jedes Modell hätte recht.</translation>
    </message>
    <message>
        <source>Prompt: the rows have no column “%1”.</source>
        <translation>Prompt: Die Zeilen haben keine Spalte „%1“.</translation>
    </message>
    <message>
        <source>Prompt: {{%1}} would tell the model the answer.</source>
        <translation>Prompt: {{%1}} würde dem Modell die Antwort verraten.</translation>
    </message>
    <message>
        <source>Prompt: put a column into it, for example {{%1}}.</source>
        <translation>Prompt: eine Spalte hineinschreiben, zum Beispiel {{%1}}.</translation>
    </message>
    <message>
        <source>Give the address of an OpenAI-compatible server, for instance http://localhost:8080/v1.</source>
        <translation>Die Adresse eines OpenAI-kompatiblen Servers angeben, zum Beispiel http://localhost:8080/v1.</translation>
    </message>
    <message>
        <source>Take the user and password out of the address; name a stored key instead.</source>
        <translation>Benutzer und Passwort aus der Adresse nehmen; stattdessen einen gespeicherten Schlüssel nennen.</translation>
    </message>
    <message>
        <source>The answer contains the target</source>
        <translation>Die Antwort enthält das Ziel</translation>
    </message>
    <message>
        <source>The answer is the target</source>
        <translation>Die Antwort ist das Ziel</translation>
    </message>
    <message>
        <source>The answer is the target, case and punctuation aside</source>
        <translation>Die Antwort ist das Ziel, von Groß- und Kleinschreibung und Satzzeichen abgesehen</translation>
    </message>
    <message>
        <source>The answer contains one of the targets</source>
        <translation>Die Antwort enthält eines der Ziele</translation>
    </message>
    <message>
        <source>A number in the answer is the target</source>
        <translation>Eine Zahl in der Antwort ist das Ziel</translation>
    </message>
    <message>
        <source>Words that answer and target share (F1)</source>
        <translation>Wörter, die Antwort und Ziel gemeinsam haben (F1)</translation>
    </message>
    <message>
        <source>The answer is valid JSON</source>
        <translation>Die Antwort ist gültiges JSON</translation>
    </message>
    <message>
        <source>A judge model grades the answer</source>
        <translation>Ein Richtermodell bewertet die Antwort</translation>
    </message>
    <message>
        <source>Give the new run a name.</source>
        <translation>Dem neuen Lauf einen Namen geben.</translation>
    </message>
    <message>
        <source>Choose at least one benchmark.</source>
        <translation>Mindestens einen Benchmark wählen.</translation>
    </message>
    <message>
        <source>Name the model that grades, as its server calls it.</source>
        <translation>Das bewertende Modell nennen, wie sein Server es nennt.</translation>
    </message>
    <message>
        <source>The judge has to see the answer: write {generated_answer} where it goes.</source>
        <translation>Der Richter muss die Antwort sehen: {generated_answer} an ihre Stelle schreiben.</translation>
    </message>
    <message>
        <source>This is no regular expression: %1.</source>
        <translation>Das ist kein regulärer Ausdruck: %1.</translation>
    </message>
    <message>
        <source>Put the part that is the score into parentheses, as in Score: (\d+).</source>
        <translation>Den Teil, der die Punktzahl ist, in Klammern setzen, wie in Score: (\d+).</translation>
    </message>
    <message>
        <source>%1 takes no benchmarks made of a dataset and scoring functions; choose a Llama Stack server.</source>
        <translation>%1 nimmt keine Benchmarks aus Datensatz und Bewertungsfunktionen; einen Llama-Stack-Server wählen.</translation>
    </message>
    <message>
        <source>%1 does not rerank; choose a Llama Stack server with a reranking model.</source>
        <translation>%1 ordnet nicht neu; einen Llama-Stack-Server mit einem Reranking-Modell wählen.</translation>
    </message>
    <message>
        <source>%1 does not fine-tune models; choose a Llama Stack server of 0.3 to 0.6.</source>
        <translation>%1 stimmt keine Modelle fein ab; einen Llama-Stack-Server von 0.3 bis 0.6 wählen.</translation>
    </message>
    <message>
        <source>The first so many rows are asked. Empty: all of them.</source>
        <translation>So viele Zeilen vom Anfang werden gefragt. Leer: alle.</translation>
    </message>
    <message>
        <source>Where an answer is cut. Empty: 256, because the server fails without a limit.</source>
        <translation>Wo eine Antwort abgeschnitten wird. Leer: 256, weil der Server ohne Grenze scheitert.</translation>
    </message>
    <message>
        <source>Above 0, words are drawn by their likelihood. The server&apos;s own evaluator does not pass it on. Empty: 0.</source>
        <translation>Über 0 werden Wörter nach ihrer Wahrscheinlichkeit gezogen. Der eigene Auswerter des Servers gibt es nicht weiter. Leer: 0.</translation>
    </message>
    <message>
        <source>Only the likeliest words up to this share are drawn from; counts with a temperature above 0. Empty: 0.95.</source>
        <translation>Gezogen wird nur aus den wahrscheinlichsten Wörtern bis zu diesem Anteil; zählt bei einer Temperatur über 0. Leer: 0,95.</translation>
    </message>
    <message>
        <source>Top K</source>
        <translation>Top K</translation>
    </message>
    <message>
        <source>Only so many of the likeliest words are drawn from; counts before temperature and top P. Empty: not used.</source>
        <translation>Gezogen wird nur aus so vielen der wahrscheinlichsten Wörter; zählt vor Temperatur und Top P. Leer: nicht benutzt.</translation>
    </message>
    <message>
        <source>Repetition Penalty</source>
        <translation>Wiederholungsabzug</translation>
    </message>
    <message>
        <source>Above 1, words that were said already become less likely. Empty: the server&apos;s own, 1.</source>
        <translation>Über 1 werden schon gesagte Wörter unwahrscheinlicher. Leer: der Wert des Servers, 1.</translation>
    </message>
    <message>
        <source>An answer ends where one of these would come, one a line. The server&apos;s own evaluator passes them on for completions only.</source>
        <translation>Eine Antwort endet, wo einer davon käme, einer je Zeile. Der eigene Auswerter des Servers gibt sie nur bei Vervollständigungen weiter.</translation>
    </message>
    <message>
        <source>System Message</source>
        <translation>Systemnachricht</translation>
    </message>
    <message>
        <source>Stands in front of every question. The server&apos;s own evaluator fails with one, up to version 0.7: put it into the rows.</source>
        <translation>Steht vor jeder Frage. Der eigene Auswerter des Servers scheitert damit, bis Version 0.7: in die Zeilen schreiben.</translation>
    </message>
    <message>
        <source>Scoring Parameters</source>
        <translation>Bewertungsparameter</translation>
    </message>
    <message>
        <source>it is no JSON object.</source>
        <translation>es ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>%1 has no rows.</source>
        <translation>%1 hat keine Zeilen.</translation>
    </message>
    <message>
        <source>%1 is no JSON array of objects with at least one row.</source>
        <translation>%1 ist keine JSON-Liste von Objekten mit mindestens einer Zeile.</translation>
    </message>
    <message>
        <source>%1 is longer than %2 MiB, which such a server would send whole with every list of its datasets; put it where the server can read it and register its address.</source>
        <translation>%1 ist länger als %2 MiB, und ein solcher Server schickte das mit jeder Liste seiner Datensätze ganz; legen Sie die Datei dorthin, wo der Server sie lesen kann, und registrieren Sie ihre Adresse.</translation>
    </message>
    <message>
        <source>%1: a Llama Stack server takes .jsonl, .ndjson, .json and .csv; convert it to one of these.</source>
        <translation>%1: Ein Llama-Stack-Server nimmt .jsonl, .ndjson, .json und .csv; in eines davon umwandeln.</translation>
    </message>
    <message>
        <source>Rows: give a JSON array of at least one object.</source>
        <translation>Zeilen: eine JSON-Liste mit mindestens einem Objekt angeben.</translation>
    </message>
    <message>
        <source>%1: enter a whole number from 1, or leave it out.</source>
        <translation>%1: eine ganze Zahl ab 1 eingeben oder weglassen.</translation>
    </message>
    <message>
        <source>%1: enter a number from %2 to %3, or leave it out.</source>
        <translation>%1: eine Zahl von %2 bis %3 eingeben oder weglassen.</translation>
    </message>
    <message>
        <source>scoring_params: “%1” needs an object of parameters.</source>
        <translation>scoring_params: „%1“ braucht ein Objekt von Parametern.</translation>
    </message>
    <message>
        <source>scoring_params: the type of “%1” is one of basic, regex_parser and llm_as_judge.</source>
        <translation>scoring_params: Der Typ von „%1“ ist basic, regex_parser oder llm_as_judge.</translation>
    </message>
    <message>
        <source>scoring_params: %1 of “%2” is a list of texts.</source>
        <translation>scoring_params: %1 von „%2“ ist eine Liste von Texten.</translation>
    </message>
    <message>
        <source>scoring_params: “%1” has no aggregation “%2”; choose of average, weighted_average, median, categorical_count and accuracy.</source>
        <translation>scoring_params: „%1“ hat keine Zusammenfassung „%2“; zur Wahl stehen average, weighted_average, median, categorical_count und accuracy.</translation>
    </message>
    <message>
        <source>stop: enter a text or a list of texts.</source>
        <translation>stop: einen Text oder eine Liste von Texten eingeben.</translation>
    </message>
    <message>
        <source>system_message: enter a text, or an object with role and content.</source>
        <translation>system_message: einen Text eingeben, oder ein Objekt mit role und content.</translation>
    </message>
    <message>
        <source>input_rows: give a list of at least one object.</source>
        <translation>input_rows: eine Liste mit mindestens einem Objekt angeben.</translation>
    </message>
    <message>
        <source>scoring_functions: give a list of names.</source>
        <translation>scoring_functions: eine Liste von Namen angeben.</translation>
    </message>
    <message>
        <source>scoring_params: give an object, the name of a scoring function and its parameters.</source>
        <translation>scoring_params: ein Objekt angeben, den Namen einer Bewertungsfunktion und ihre Parameter.</translation>
    </message>
    <message>
        <source>scoring_params: “%1” needs a judge_model, one of the server&apos;s models.</source>
        <translation>scoring_params: „%1“ braucht ein judge_model, eines der Modelle des Servers.</translation>
    </message>
    <message>
        <source>scoring_params: “%1” needs a judge_model, a prompt_template with {generated_answer} in it, and judge_score_regexes.</source>
        <translation>scoring_params: „%1“ braucht ein judge_model, ein prompt_template mit {generated_answer} darin und judge_score_regexes.</translation>
    </message>
    <message>
        <source>The result of the evaluation cannot be read; is this a Llama Stack server?</source>
        <translation>Das Ergebnis der Auswertung ist nicht lesbar; ist das ein Llama-Stack-Server?</translation>
    </message>
    <message>
        <source>The answer about evaluations cannot be read; is this a Llama Stack server?</source>
        <translation>Die Antwort zu den Auswertungen ist nicht lesbar; ist das ein Llama-Stack-Server?</translation>
    </message>
    <message>
        <source>Name: enter one without a slash; the server could not find it again.</source>
        <translation>Name: einen ohne Schrägstrich eingeben; der Server fände ihn nicht wieder.</translation>
    </message>
    <message>
        <source>Dataset: enter the name of one of the server&apos;s datasets.</source>
        <translation>Datensatz: den Namen eines Datensatzes des Servers eingeben.</translation>
    </message>
    <message>
        <source>add a benchmark</source>
        <translation>einen Benchmark hinzufügen</translation>
    </message>
    <message>
        <source>delete a benchmark</source>
        <translation>einen Benchmark löschen</translation>
    </message>
    <message>
        <source>The benchmarks that are registered with this server: a dataset and scoring functions each.</source>
        <translation>Die Benchmarks, die bei diesem Server registriert sind: je ein Datensatz und Bewertungsfunktionen.</translation>
    </message>
    <message>
        <source>There is a dataset “%1” already; delete it first, or choose another name.</source>
        <translation>Es gibt schon einen Datensatz „%1“; löschen Sie ihn zuerst, oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>“%1” is registered, and its rows cannot be read: %2</source>
        <translation>„%1“ ist registriert, aber seine Zeilen sind nicht lesbar: %2</translation>
    </message>
    <message>
        <source>The server sends the same rows for every page of “%1”; they cannot be counted.</source>
        <translation>Der Server schickt für jede Seite von „%1“ dieselben Zeilen; sie lassen sich nicht zählen.</translation>
    </message>
    <message>
        <source>add rows to a dataset</source>
        <translation>Zeilen an einen Datensatz anhängen</translation>
    </message>
    <message>
        <source>The server took the rows for “%1” and kept none of them. Delete the dataset and register it anew with all its rows.</source>
        <translation>Der Server nahm die Zeilen für „%1“ an und behielt keine davon. Löschen Sie den Datensatz, und registrieren Sie ihn mit allen Zeilen neu.</translation>
    </message>
    <message>
        <source>Rows sent: %1; rows that “%2” has more than before: %3. Look at its rows before you add them again.</source>
        <translation>Gesendete Zeilen: %1; Zeilen, die „%2“ mehr hat als vorher: %3. Sehen Sie sich seine Zeilen an, bevor Sie sie noch einmal anhängen.</translation>
    </message>
    <message>
        <source>The Llama Stack server at %1 does not have this; it is another version.</source>
        <translation>Der Llama-Stack-Server unter %1 hat das nicht; er ist eine andere Version.</translation>
    </message>
    <message>
        <source>The Llama Stack server at %1 has nothing that does this.</source>
        <translation>Der Llama-Stack-Server unter %1 hat nichts, was das tut.</translation>
    </message>
    <message>
        <source>%1 reports a fault of its own (status 500). It says so of much that is wrong in a request or a row, too; its log says more.</source>
        <translation>%1 meldet einen eigenen Fehler (Status 500). Das sagt er auch von vielem, was an einer Anfrage oder Zeile falsch ist; sein Protokoll sagt mehr.</translation>
    </message>
    <message>
        <source>This server&apos;s evaluator takes no system message: put it into the rows, and leave system_message out.</source>
        <translation>Der Auswerter dieses Servers nimmt keine Systemnachricht: schreiben Sie sie in die Zeilen, und lassen Sie system_message weg.</translation>
    </message>
    <message>
        <source>The server answers: %1</source>
        <translation>Der Server antwortet: %1</translation>
    </message>
    <message>
        <source>Model: enter the name of one of the server&apos;s models.</source>
        <translation>Modell: den Namen eines Modells des Servers eingeben.</translation>
    </message>
    <message>
        <source>Endpoint: a Llama Stack server asks its own models only; enter its address, %1, and the name of a model.</source>
        <translation>Endpunkt: Ein Llama-Stack-Server fragt nur seine eigenen Modelle; seine Adresse, %1, und den Namen eines Modells eingeben.</translation>
    </message>
    <message>
        <source>Collection: a Llama Stack server knows none; choose its benchmarks one by one.</source>
        <translation>Sammlung: Ein Llama-Stack-Server kennt keine; seine Benchmarks einzeln wählen.</translation>
    </message>
    <message>
        <source>Benchmarks: choose at least one.</source>
        <translation>Benchmarks: mindestens einen wählen.</translation>
    </message>
    <message>
        <source>Benchmarks: “%1” is none of this server; choose from its own.</source>
        <translation>Benchmarks: „%1“ ist keiner dieses Servers; aus seinen eigenen wählen.</translation>
    </message>
    <message>
        <source>A Llama Stack server hands out no logs of its runs.</source>
        <translation>Ein Llama-Stack-Server gibt keine Protokolle seiner Läufe heraus.</translation>
    </message>
    <message>
        <source>The answers of this run were not copied from the server.</source>
        <translation>Die Antworten dieses Laufs wurden nicht vom Server kopiert.</translation>
    </message>
    <message>
        <source>Model: enter the name of one of the server&apos;s reranking models.</source>
        <translation>Modell: den Namen eines Reranking-Modells des Servers eingeben.</translation>
    </message>
    <message>
        <source>Query: enter what the items are compared with.</source>
        <translation>Anfrage: eingeben, womit die Einträge verglichen werden.</translation>
    </message>
    <message>
        <source>Items: enter at least one, and none that is empty.</source>
        <translation>Einträge: mindestens einen eingeben, und keinen leeren.</translation>
    </message>
    <message>
        <source>Results: enter a number from 1, or leave it out for all.</source>
        <translation>Ergebnisse: eine Zahl ab 1 eingeben, oder für alle weglassen.</translation>
    </message>
    <message>
        <source>The server&apos;s order names an item that was not asked for, or one twice.</source>
        <translation>Die Reihenfolge des Servers nennt einen Eintrag, nach dem nicht gefragt wurde, oder einen doppelt.</translation>
    </message>
    <message>
        <source>The answer about the order cannot be read; is this a Llama Stack server?</source>
        <translation>Die Antwort zur Reihenfolge ist nicht lesbar; ist das ein Llama-Stack-Server?</translation>
    </message>
    <message>
        <source>The window ended, or its connection was closed, before the answer. The server keeps no list of runs, so what became of it is not known. It was not sent again.</source>
        <translation>Das Fenster endete, oder seine Verbindung wurde geschlossen, bevor die Antwort kam. Der Server führt keine Liste von Läufen, also ist nicht bekannt, was daraus wurde. Es wurde nicht noch einmal gesendet.</translation>
    </message>
    <message>
        <source>The connection broke before the answer (%1). The server keeps no list of runs, so what became of it is not known. It was not sent again.</source>
        <translation>Die Verbindung brach vor der Antwort ab (%1). Der Server führt keine Liste von Läufen, also ist nicht bekannt, was daraus wurde. Es wurde nicht noch einmal gesendet.</translation>
    </message>
    <message>
        <source>The server says that the run failed, and not why; its log says more.</source>
        <translation>Der Server sagt, dass der Lauf gescheitert ist, aber nicht warum; sein Protokoll sagt mehr.</translation>
    </message>
    <message>
        <source>The server forgot the run before its result was read, as it does when it is started anew.</source>
        <translation>Der Server vergaß den Lauf, bevor sein Ergebnis gelesen war, wie immer, wenn er neu gestartet wird.</translation>
    </message>
    <message>
        <source>The run is over, and its result cannot be read: %1</source>
        <translation>Der Lauf ist zu Ende, aber sein Ergebnis ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>The server says that the run is over, and has neither answers nor scores of it.</source>
        <translation>Der Server sagt, dass der Lauf zu Ende ist, und hat weder Antworten noch Bewertungen von ihm.</translation>
    </message>
    <message>
        <source>%1: the server added up otherwise than it was told. The parameters of a run that somebody else began meanwhile came between; run it again while nobody else does.</source>
        <translation>%1: Der Server fasste anders zusammen, als ihm gesagt wurde. Die Parameter eines Laufs, den inzwischen jemand anders begann, kamen dazwischen; lassen Sie ihn noch einmal laufen, wenn es sonst niemand tut.</translation>
    </message>
    <message>
        <source>The rows of the dataset do not fit the answers, so questions and expected answers are missing beside them.</source>
        <translation>Die Zeilen des Datensatzes passen nicht zu den Antworten, darum fehlen Fragen und erwartete Antworten daneben.</translation>
    </message>
    <message>
        <source>This is no answer of a Llama Stack server; check the URL.</source>
        <translation>Das ist keine Antwort eines Llama-Stack-Servers; URL prüfen.</translation>
    </message>
    <message>
        <source>datasets</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>evaluations</source>
        <translation>Auswertungen</translation>
    </message>
    <message>
        <source>reranking</source>
        <translation>Reranking</translation>
    </message>
    <message>
        <source>fine-tuning</source>
        <translation>Feinabstimmung</translation>
    </message>
    <message>
        <source>%1 is not a Llama Stack server; check the URL.</source>
        <translation>%1 ist kein Llama-Stack-Server; URL prüfen.</translation>
    </message>
    <message>
        <source>The Llama Stack server at %1 is version %2, which has neither datasets nor evaluations where 0.3 to 0.7 have them. Use one of those, or run the benchmark on the local engine.</source>
        <translation>Der Llama-Stack-Server unter %1 ist Version %2 und hat weder Datensätze noch Auswertungen dort, wo 0.3 bis 0.7 sie haben. Nehmen Sie eine von diesen, oder lassen Sie den Benchmark auf der lokalen Engine laufen.</translation>
    </message>
    <message>
        <source>Check host, port and path of the URL; a server&apos;s own port is 8321.</source>
        <translation>Rechner, Port und Pfad der URL prüfen; der eigene Port eines Servers ist 8321.</translation>
    </message>
    <message>
        <source>A Llama Stack server has no tenants.</source>
        <translation>Ein Llama-Stack-Server hat keine Mandanten.</translation>
    </message>
    <message>
        <source>Start a server of 0.3 to 0.7.</source>
        <translation>Einen Server von 0.3 bis 0.7 starten.</translation>
    </message>
    <message>
        <source>begin a training job</source>
        <translation>einen Trainingsauftrag beginnen</translation>
    </message>
    <message>
        <source>cancel a training job</source>
        <translation>einen Trainingsauftrag abbrechen</translation>
    </message>
    <message>
        <source>The answer about training jobs cannot be read; is this a Llama Stack server?</source>
        <translation>Die Antwort zu den Trainingsaufträgen ist nicht lesbar; ist das ein Llama-Stack-Server?</translation>
    </message>
    <message>
        <source>%1: choose one of %2.</source>
        <translation>%1: eines von %2 wählen.</translation>
    </message>
    <message>
        <source>dataset_id: enter the name of one of the server&apos;s datasets.</source>
        <translation>dataset_id: den Namen eines Datensatzes des Servers eingeben.</translation>
    </message>
    <message>
        <source>%1: enter a whole number from 1.</source>
        <translation>%1: eine ganze Zahl ab 1 eingeben.</translation>
    </message>
    <message>
        <source>lr: enter a learning rate above 0.</source>
        <translation>lr: eine Lernrate über 0 eingeben.</translation>
    </message>
    <message>
        <source>weight_decay, num_warmup_steps: enter 0 or more.</source>
        <translation>weight_decay, num_warmup_steps: 0 oder mehr eingeben.</translation>
    </message>
    <message>
        <source>job_uuid: enter a name for the job that no other has.</source>
        <translation>job_uuid: einen Namen für den Auftrag eingeben, den kein anderer hat.</translation>
    </message>
    <message>
        <source>hyperparam_search_config, logger_config: enter an object each, or leave them out.</source>
        <translation>hyperparam_search_config, logger_config: je ein Objekt eingeben oder weglassen.</translation>
    </message>
    <message>
        <source>model: enter the model that is trained.</source>
        <translation>model: das Modell eingeben, das trainiert wird.</translation>
    </message>
    <message>
        <source>algorithm_config: LoRA needs at least one of lora_attn_modules, and rank and alpha from 1.</source>
        <translation>algorithm_config: LoRA braucht mindestens eines von lora_attn_modules, und rank und alpha ab 1.</translation>
    </message>
    <message>
        <source>algorithm_config: QAT needs quantizer_name, and group_size from 1.</source>
        <translation>algorithm_config: QAT braucht quantizer_name, und group_size ab 1.</translation>
    </message>
    <message>
        <source>finetuned_model: enter the model that is trained.</source>
        <translation>finetuned_model: das Modell eingeben, das trainiert wird.</translation>
    </message>
    <message>
        <source>beta: enter a number above 0.</source>
        <translation>beta: eine Zahl über 0 eingeben.</translation>
    </message>
    <message>
        <source>The list of this server&apos;s runs in the profile is damaged; its file is %1.json.</source>
        <translation>Die Liste der Läufe dieses Servers im Profil ist beschädigt; ihre Datei ist %1.json.</translation>
    </message>
    <message>
        <source>There is no dataset &apos;%1&apos; here; register it, or name another one in dataset.registered.</source>
        <translation>Hier gibt es keinen Datensatz „%1“; registrieren Sie ihn, oder nennen Sie einen anderen in dataset.registered.</translation>
    </message>
    <message>
        <source>The dataset &apos;%1&apos; was removed while it was read.</source>
        <translation>Der Datensatz „%1“ wurde entfernt, während er gelesen wurde.</translation>
    </message>
    <message>
        <source>The dataset %1 cannot be read here: registered datasets are the engine&apos;s.</source>
        <translation>Der Datensatz %1 lässt sich hier nicht lesen: Registrierte Datensätze gehören der Engine.</translation>
    </message>
    <message>
        <source>must have exactly one of file, csv, rows and registered.</source>
        <translation>braucht genau eines von file, csv, rows und registered.</translation>
    </message>
    <message>
        <source>purpose: one of %1 is expected, not &apos;%2&apos;.</source>
        <translation>purpose: erwartet wird eines von %1, nicht „%2“.</translation>
    </message>
    <message>
        <source>A task that is sent must have its rows within (dataset.rows) or name a dataset (dataset.registered); for a file, put both into the workspace&apos;s folder &apos;tasks&apos;.</source>
        <translation>Eine Aufgabe, die geschickt wird, muss ihre Zeilen enthalten (dataset.rows) oder einen Datensatz nennen (dataset.registered); für eine Datei legen Sie beide in den Ordner „tasks“ des Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Name of the training</source>
        <translation>Name des Trainings</translation>
    </message>
    <message>
        <source>Beta</source>
        <translation>Beta</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Checkpoint folder on the server</source>
        <translation>Checkpoint-Ordner auf dem Server</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Steps an epoch</source>
        <translation>Schritte je Epoche</translation>
    </message>
    <message>
        <source>Gradient accumulation</source>
        <translation>Gradientenakkumulation</translation>
    </message>
    <message>
        <source>Validation steps</source>
        <translation>Validierungsschritte</translation>
    </message>
    <message>
        <source>Number type</source>
        <translation>Zahlentyp</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Batchgröße</translation>
    </message>
    <message>
        <source>Validation dataset</source>
        <translation>Validierungsdatensatz</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>Mischen</translation>
    </message>
    <message>
        <source>Pack several rows into one</source>
        <translation>Mehrere Zeilen in eine packen</translation>
    </message>
    <message>
        <source>Train on the input, too</source>
        <translation>Auch auf der Eingabe trainieren</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabnahme</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>Aufwärmschritte</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Activation checkpointing</source>
        <translation>Activation Checkpointing</translation>
    </message>
    <message>
        <source>Activation offloading</source>
        <translation>Activation Offloading</translation>
    </message>
    <message>
        <source>Memory-efficient FSDP wrap</source>
        <translation>Speichersparende FSDP-Hülle</translation>
    </message>
    <message>
        <source>FSDP offload to the CPU</source>
        <translation>FSDP-Auslagerung auf die CPU</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Attention modules</source>
        <translation>Attention-Module</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>On the MLP, too</source>
        <translation>Auch am MLP</translation>
    </message>
    <message>
        <source>On the output, too</source>
        <translation>Auch an der Ausgabe</translation>
    </message>
    <message>
        <source>DoRA</source>
        <translation>DoRA</translation>
    </message>
    <message>
        <source>Quantize the base</source>
        <translation>Basis quantisieren</translation>
    </message>
    <message>
        <source>Quantization-aware training</source>
        <translation>Quantisierungsbewusstes Training</translation>
    </message>
    <message>
        <source>Quantizer</source>
        <translation>Quantisierer</translation>
    </message>
    <message>
        <source>Group size</source>
        <translation>Gruppengröße</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Search of hyperparameters</source>
        <translation>Suche nach Hyperparametern</translation>
    </message>
    <message>
        <source>Logger</source>
        <translation>Logger</translation>
    </message>
    <message>
        <source>Benchmark %1: its rows are others than those that this attempt began with; run it again.</source>
        <translation>Benchmark %1: Seine Zeilen sind andere als die, mit denen dieser Versuch begann; lassen Sie ihn noch einmal laufen.</translation>
    </message>
    <message>
        <source>%1 adds no rows to a dataset that exists; register it anew with all its rows.</source>
        <translation>%1 fügt einem vorhandenen Datensatz keine Zeilen hinzu; registrieren Sie ihn mit allen Zeilen neu.</translation>
    </message>
    <message>
        <source>%1 keeps the rows of a dataset as they were registered; register it with the local engine to change them.</source>
        <translation>%1 behält die Zeilen eines Datensatzes so, wie sie registriert wurden; registrieren Sie ihn bei der lokalen Engine, um sie zu ändern.</translation>
    </message>
    <message>
        <source>Row %1, %2: “%3” is no JSON value; correct it.</source>
        <translation>Zeile %1, %2: „%3“ ist kein JSON-Wert; berichtigen Sie ihn.</translation>
    </message>
    <message>
        <source>The connection was closed; the server&apos;s own evaluator goes on with the rows all the same until it is through.</source>
        <translation>Die Verbindung wurde geschlossen; der Auswerter des Servers macht trotzdem mit den Zeilen weiter, bis er fertig ist.</translation>
    </message>
    <message>
        <source>The server was asked to end it; its own evaluator goes on with the rows all the same until it is through.</source>
        <translation>Der Server wurde gebeten, sie zu beenden; sein Auswerter macht trotzdem mit den Zeilen weiter, bis er fertig ist.</translation>
    </message>
    <message>
        <source>The file is longer than %1 MiB, too much for one step; split it.</source>
        <translation>Die Datei ist länger als %1 MiB, zu viel für einen Schritt; teilen Sie sie.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>change rows of a dataset</source>
        <translation>Zeilen eines Datensatzes ändern</translation>
    </message>
    <message>
        <source>The metrics are complete, but the samples could not be written: %1</source>
        <translation>Die Metriken sind vollständig, aber die Beispiele konnten nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>The result was read after the connection to the server had ended for a while. If the server was started anew meanwhile, it counts its runs from 0 again, and this may be the result of another run; check it against the questions.</source>
        <translation>Das Ergebnis wurde gelesen, nachdem die Verbindung zum Server eine Weile unterbrochen war. Wurde der Server inzwischen neu gestartet, zählt er seine Läufe wieder von 0, und dies kann das Ergebnis eines anderen Laufs sein; prüfen Sie es anhand der Fragen.</translation>
    </message>
    <message>
        <source>The rows of &apos;%1&apos; were changed by somebody else meanwhile; read them again, then make your changes.</source>
        <translation>Die Zeilen von „%1“ wurden inzwischen von jemand anderem geändert; lesen Sie sie neu und nehmen Sie dann Ihre Änderungen vor.</translation>
    </message>
    <message>
        <source>the dataset has %1 rows, counted from 0; there is no such row.</source>
        <translation>der Datensatz hat %1 Zeilen, gezählt ab 0; eine solche Zeile gibt es nicht.</translation>
    </message>
    <message>
        <source>row %1 is changed twice; put its changes into one.</source>
        <translation>Zeile %1 wird zweimal geändert; fassen Sie ihre Änderungen zu einer zusammen.</translation>
    </message>
    <message>
        <source>an object with op &apos;replace&apos;, &apos;insert&apos; or &apos;remove&apos; is expected.</source>
        <translation>ein Objekt mit op „replace“, „insert“ oder „remove“ wird erwartet.</translation>
    </message>
    <message>
        <source>row: a whole number is expected, from 0.</source>
        <translation>row: eine ganze Zahl ab 0 wird erwartet.</translation>
    </message>
    <message>
        <source>count: a whole number is expected, from 1.</source>
        <translation>count: eine ganze Zahl ab 1 wird erwartet.</translation>
    </message>
    <message>
        <source>edits: a list is expected.</source>
        <translation>edits: eine Liste wird erwartet.</translation>
    </message>
    <message>
        <source>version: required; the one of the rows that the changes are for.</source>
        <translation>version: wird gebraucht; die der Zeilen, für die die Änderungen gedacht sind.</translation>
    </message>
    <message>
        <source>No row of “%1” repeats an earlier one word for word.</source>
        <translation>Keine Zeile von „%1“ wiederholt eine frühere Wort für Wort.</translation>
    </message>
    <message>
        <source>No row of “%1” repeats an earlier one, neither word for word nor by %2 words in a row.</source>
        <translation>Keine Zeile von „%1“ wiederholt eine frühere, weder Wort für Wort noch mit %2 Wörtern hintereinander.</translation>
    </message>
    <message>
        <source>No row of “%1” shares %2 words in a row with an earlier one.</source>
        <translation>Keine Zeile von „%1“ hat %2 Wörter hintereinander mit einer früheren gemeinsam.</translation>
    </message>
    <message>
        <source>No row of “%1” occurs in “%2” word for word.</source>
        <translation>Keine Zeile von „%1“ kommt Wort für Wort in „%2“ vor.</translation>
    </message>
    <message>
        <source>No row of “%1” occurs in “%2”, neither word for word nor by %3 words in a row.</source>
        <translation>Keine Zeile von „%1“ kommt in „%2“ vor, weder Wort für Wort noch mit %3 Wörtern hintereinander.</translation>
    </message>
    <message>
        <source>No row of “%1” shares %2 words in a row with a row of “%3”.</source>
        <translation>Keine Zeile von „%1“ hat %2 Wörter hintereinander mit einer Zeile von „%3“ gemeinsam.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” repeat an earlier row word for word (%4 %).</source>
        <translation>
            <numerusform>%1 von %2 Zeilen von „%3“ wiederholt eine frühere Zeile Wort für Wort (%4 %).</numerusform>
            <numerusform>%1 von %2 Zeilen von „%3“ wiederholen eine frühere Zeile Wort für Wort (%4 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” occur in “%4” word for word (%5 %).</source>
        <translation>
            <numerusform>%1 von %2 Zeilen von „%3“ kommt Wort für Wort in „%4“ vor (%5 %).</numerusform>
            <numerusform>%1 von %2 Zeilen von „%3“ kommen Wort für Wort in „%4“ vor (%5 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 more share %2 words in a row with an earlier one (%3 %).</source>
        <translation>
            <numerusform>%1 weitere hat %2 Wörter hintereinander mit einer früheren gemeinsam (%3 %).</numerusform>
            <numerusform>%1 weitere haben %2 Wörter hintereinander mit einer früheren gemeinsam (%3 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” share %4 words in a row with an earlier one (%5 %).</source>
        <translation>
            <numerusform>%1 von %2 Zeilen von „%3“ hat %4 Wörter hintereinander mit einer früheren gemeinsam (%5 %).</numerusform>
            <numerusform>%1 von %2 Zeilen von „%3“ haben %4 Wörter hintereinander mit einer früheren gemeinsam (%5 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 more share %2 words in a row with a row there (%3 %).</source>
        <translation>
            <numerusform>%1 weitere hat %2 Wörter hintereinander mit einer Zeile dort gemeinsam (%3 %).</numerusform>
            <numerusform>%1 weitere haben %2 Wörter hintereinander mit einer Zeile dort gemeinsam (%3 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” share %4 words in a row with a row of “%5” (%6 %).</source>
        <translation>
            <numerusform>%1 von %2 Zeilen von „%3“ hat %4 Wörter hintereinander mit einer Zeile von „%5“ gemeinsam (%6 %).</numerusform>
            <numerusform>%1 von %2 Zeilen von „%3“ haben %4 Wörter hintereinander mit einer Zeile von „%5“ gemeinsam (%6 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows of “%2” have no words in what was compared and were left out.</source>
        <translation>
            <numerusform>%1 Zeile von „%2“ hat im Verglichenen keine Wörter und wurde ausgelassen.</numerusform>
            <numerusform>%1 Zeilen von „%2“ haben im Verglichenen keine Wörter und wurden ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows of “%2” have fewer than %3 words and were only compared as a whole.</source>
        <translation>
            <numerusform>%1 Zeile von „%2“ hat weniger als %3 Wörter und wurde nur als Ganzes verglichen.</numerusform>
            <numerusform>%1 Zeilen von „%2“ haben weniger als %3 Wörter und wurden nur als Ganzes verglichen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows of “%2” have fewer than %3 words and were not compared.</source>
        <translation>
            <numerusform>%1 Zeile von „%2“ hat weniger als %3 Wörter und wurde nicht verglichen.</numerusform>
            <numerusform>%1 Zeilen von „%2“ haben weniger als %3 Wörter und wurden nicht verglichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” has no words that could be compared.</source>
        <translation>„%1“ hat keine Wörter, die sich vergleichen ließen.</translation>
    </message>
    <message numerus="yes">
        <source>In “%1”, %2 of %3 rows are concerned (%4 %).</source>
        <translation>
            <numerusform>In „%1“ ist %2 von %3 Zeilen betroffen (%4 %).</numerusform>
            <numerusform>In „%1“ sind %2 von %3 Zeilen betroffen (%4 %).</numerusform>
        </translation>
    </message>
    <message>
        <source>There were too many runs of words to hold: one in %1 was compared, the same ones on both sides. Rows that share few words may have been missed; rows that are equal were not.</source>
        <translation>Es gab zu viele Wortfolgen, um alle zu halten: eine von %1 wurde verglichen, auf beiden Seiten dieselben. Zeilen mit wenigen gemeinsamen Wörtern können übersehen worden sein, gleiche Zeilen nicht.</translation>
    </message>
    <message numerus="yes">
        <source>%1 pairs were not alike when their rows were read again, and are not listed; the rows may have changed meanwhile.</source>
        <translation>
            <numerusform>%1 Paar war beim erneuten Lesen nicht gleich und ist nicht aufgeführt; die Zeilen können sich inzwischen geändert haben.</numerusform>
            <numerusform>%1 Paare waren beim erneuten Lesen nicht gleich und sind nicht aufgeführt; die Zeilen können sich inzwischen geändert haben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not all pairs are listed, %1 of them; the counts are complete.</source>
        <translation>
            <numerusform>Nicht alle Paare sind aufgeführt, sondern %1; die Anzahlen sind vollständig.</numerusform>
            <numerusform>Nicht alle Paare sind aufgeführt, sondern %1; die Anzahlen sind vollständig.</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter a name; runs choose the benchmark by it.</source>
        <translation>Geben Sie einen Namen ein; Läufe wählen den Benchmark danach.</translation>
    </message>
    <message>
        <source>Leave out the slash: the server could not find it again.</source>
        <translation>Lassen Sie den Schrägstrich weg: Der Server fände ihn nicht wieder.</translation>
    </message>
    <message>
        <source>There is a benchmark “%1” already; choose another name.</source>
        <translation>Es gibt schon einen Benchmark „%1“; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Choose one of the server&apos;s datasets.</source>
        <translation>Wählen Sie einen der Datensätze des Servers.</translation>
    </message>
    <message>
        <source>Choose at least one function that scores the answers.</source>
        <translation>Wählen Sie mindestens eine Funktion, die die Antworten bewertet.</translation>
    </message>
    <message>
        <source>Enter a JSON object, such as {&quot;description&quot;: &quot;five rows&quot;}, or nothing.</source>
        <translation>Geben Sie ein JSON-Objekt ein, etwa {&quot;description&quot;: &quot;five rows&quot;}, oder nichts.</translation>
    </message>
    <message>
        <source>Evaluations of the account; each is read as a run over its dataset. A new one is made of rows and tasks.</source>
        <translation>Auswertungen des Kontos; jede wird als Lauf über ihren Datensatz gelesen. Eine neue entsteht aus Zeilen und Aufgaben.</translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) of tasks were skipped.</source>
        <translation>
            <numerusform>%n Ergebnis von Aufgaben wurde übersprungen.</numerusform>
            <numerusform>%n Ergebnisse von Aufgaben wurden übersprungen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) of tasks are pending and may still come.</source>
        <translation>
            <numerusform>%n Ergebnis von Aufgaben steht aus und kann noch kommen.</numerusform>
            <numerusform>%n Ergebnisse von Aufgaben stehen aus und können noch kommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: an error that the service does not explain</source>
        <translation>%1: ein Fehler, den der Dienst nicht erklärt</translation>
    </message>
    <message>
        <source>Scale GP opens no addresses; choose a file with the rows.</source>
        <translation>Scale GP öffnet keine Adressen; wählen Sie eine Datei mit den Zeilen.</translation>
    </message>
    <message>
        <source>It is not known whether the dataset was made. %1 Look at the list before you send it again.</source>
        <translation>Es ist nicht bekannt, ob der Datensatz angelegt wurde. %1 Sehen Sie in der Liste nach, bevor Sie ihn noch einmal senden.</translation>
    </message>
    <message>
        <source>archive a dataset</source>
        <translation>einen Datensatz archivieren</translation>
    </message>
    <message>
        <source>It is not known whether the rows were added. %1 Look at the dataset before you send them again.</source>
        <translation>Es ist nicht bekannt, ob die Zeilen hinzugefügt wurden. %1 Sehen Sie im Datensatz nach, bevor Sie sie noch einmal senden.</translation>
    </message>
    <message>
        <source>Dataset: choose one.</source>
        <translation>Datensatz: Wählen Sie einen.</translation>
    </message>
    <message>
        <source>create an evaluation</source>
        <translation>eine Auswertung anlegen</translation>
    </message>
    <message>
        <source>It is not known whether the evaluation was created. %1 It is not listed yet; look for it among the runs before you send it again.</source>
        <translation>Es ist nicht bekannt, ob die Auswertung angelegt wurde. %1 Sie ist noch nicht aufgeführt; suchen Sie sie unter den Läufen, bevor Sie sie noch einmal senden.</translation>
    </message>
    <message>
        <source>Scale GP takes no jobs of benchmarks and stops none; evaluations are made of rows and tasks.</source>
        <translation>Scale GP nimmt keine Jobs aus Benchmarks und hält keine an; Auswertungen entstehen aus Zeilen und Aufgaben.</translation>
    </message>
    <message>
        <source>A dataset of the answer has no id.</source>
        <translation>Ein Datensatz der Antwort hat keine Kennung.</translation>
    </message>
    <message>
        <source>enter something.</source>
        <translation>geben Sie etwas ein.</translation>
    </message>
    <message>
        <source>it is entered twice.</source>
        <translation>es ist zweimal eingegeben.</translation>
    </message>
    <message>
        <source>enter one of these, not several.</source>
        <translation>geben Sie eines davon ein, nicht mehrere.</translation>
    </message>
    <message>
        <source>choose one.</source>
        <translation>wählen Sie eines.</translation>
    </message>
    <message>
        <source>Columns of the dataset</source>
        <translation>Spalten des Datensatzes</translation>
    </message>
    <message>
        <source>there is no column “%1”; there are %2.</source>
        <translation>es gibt keine Spalte „%1“; es gibt %2.</translation>
    </message>
    <message>
        <source>Task %1 (%2)</source>
        <translation>Aufgabe %1 (%2)</translation>
    </message>
    <message>
        <source>there is no such task.</source>
        <translation>eine solche Aufgabe gibt es nicht.</translation>
    </message>
    <message>
        <source>Name of the result</source>
        <translation>Name des Ergebnisses</translation>
    </message>
    <message>
        <source>another task has “%1” already; choose another.</source>
        <translation>eine andere Aufgabe hat schon „%1“; wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>the rows have a column “%1” already; choose another.</source>
        <translation>die Zeilen haben schon eine Spalte „%1“; wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>it is the task&apos;s own result; name another column.</source>
        <translation>es ist das eigene Ergebnis der Aufgabe; nennen Sie eine andere Spalte.</translation>
    </message>
    <message>
        <source>%1, line %2: it is no JSON object; correct it.</source>
        <translation>%1, Zeile %2: Das ist kein JSON-Objekt; berichtigen Sie es.</translation>
    </message>
    <message>
        <source>Line %1: it is no JSON object.</source>
        <translation>Zeile %1: Das ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>%1 is no JSON array of objects; correct it.</source>
        <translation>%1 ist keine JSON-Liste von Objekten; berichtigen Sie es.</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Rows: enter some, or choose a file or a dataset.</source>
        <translation>Zeilen: Geben Sie welche ein, oder wählen Sie eine Datei oder einen Datensatz.</translation>
    </message>
    <message>
        <source>File: choose one.</source>
        <translation>Datei: Wählen Sie eine.</translation>
    </message>
    <message>
        <source>%1 is longer than %2 MiB, and a request holds all rows; take fewer.</source>
        <translation>%1 ist länger als %2 MiB, und eine Anfrage enthält alle Zeilen; nehmen Sie weniger.</translation>
    </message>
    <message>
        <source>%1: choose a file that ends in .jsonl, .ndjson, .json or .csv.</source>
        <translation>%1: Wählen Sie eine Datei, die auf .jsonl, .ndjson, .json oder .csv endet.</translation>
    </message>
    <message>
        <source>Chat completion</source>
        <translation>Chat-Antwort</translation>
    </message>
    <message>
        <source>A model answers each row.</source>
        <translation>Ein Modell beantwortet jede Zeile.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Messages from a column</source>
        <translation>Nachrichten aus einer Spalte</translation>
    </message>
    <message>
        <source>Completion tokens at most</source>
        <translation>Antwort-Tokens höchstens</translation>
    </message>
    <message>
        <source>Tokens at most (older models)</source>
        <translation>Tokens höchstens (ältere Modelle)</translation>
    </message>
    <message>
        <source>Stop at</source>
        <translation>Anhalten bei</translation>
    </message>
    <message>
        <source>up to four texts, a line each</source>
        <translation>bis zu vier Texte, je eine Zeile</translation>
    </message>
    <message>
        <source>Answers a row</source>
        <translation>Antworten je Zeile</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>Abzug für Häufigkeit</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>Abzug für Vorkommen</translation>
    </message>
    <message>
        <source>Reasoning effort</source>
        <translation>Denkaufwand</translation>
    </message>
    <message>
        <source>Format of the answer</source>
        <translation>Format der Antwort</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Choice of tools</source>
        <translation>Wahl der Werkzeuge</translation>
    </message>
    <message>
        <source>Several tools at once</source>
        <translation>Mehrere Werkzeuge zugleich</translation>
    </message>
    <message>
        <source>Functions (older models)</source>
        <translation>Funktionen (ältere Modelle)</translation>
    </message>
    <message>
        <source>Call of functions (older models)</source>
        <translation>Aufruf von Funktionen (ältere Modelle)</translation>
    </message>
    <message>
        <source>Bias of tokens</source>
        <translation>Gewichtung von Tokens</translation>
    </message>
    <message>
        <source>Log probabilities</source>
        <translation>Logarithmierte Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>Log probabilities a token</source>
        <translation>Wahrscheinlichkeiten je Token</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Audio</translation>
    </message>
    <message>
        <source>Predicted answer</source>
        <translation>Vorhergesagte Antwort</translation>
    </message>
    <message>
        <source>Metadata of the request</source>
        <translation>Metadaten der Anfrage</translation>
    </message>
    <message>
        <source>Keep the answers at the vendor</source>
        <translation>Antworten beim Anbieter aufbewahren</translation>
    </message>
    <message>
        <source>Further settings</source>
        <translation>Weitere Einstellungen</translation>
    </message>
    <message>
        <source>members that are none of these</source>
        <translation>Felder, die keine von diesen sind</translation>
    </message>
    <message>
        <source>Inference</source>
        <translation>Inferenz</translation>
    </message>
    <message>
        <source>A model of any kind is called for each row.</source>
        <translation>Ein Modell beliebiger Art wird für jede Zeile aufgerufen.</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>Time-out in seconds</source>
        <translation>Zeitgrenze in Sekunden</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>A variant of an application of the account is run on each row.</source>
        <translation>Eine Variante einer Anwendung des Kontos läuft über jede Zeile.</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Eingaben</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Metadata of the operations</source>
        <translation>Metadaten der Vorgänge</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>An agent of the account answers each row.</source>
        <translation>Ein Agent des Kontos beantwortet jede Zeile.</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Ends with</source>
        <translation>Endet mit</translation>
    </message>
    <message>
        <source>600 unless entered; at most 1500</source>
        <translation>600, wenn nichts eingegeben ist; höchstens 1500</translation>
    </message>
    <message>
        <source>Seconds of silence</source>
        <translation>Sekunden Stille</translation>
    </message>
    <message>
        <source>Deployment</source>
        <translation>Bereitstellung</translation>
    </message>
    <message>
        <source>With traces</source>
        <translation>Mit Ablaufspuren</translation>
    </message>
    <message>
        <source>Input as</source>
        <translation>Eingabe als</translation>
    </message>
    <message>
        <source>Parameters of the agent</source>
        <translation>Parameter des Agenten</translation>
    </message>
    <message>
        <source>Two columns are compared; the result is a number, higher is better.</source>
        <translation>Zwei Spalten werden verglichen; das Ergebnis ist eine Zahl, höher ist besser.</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Right answer</source>
        <translation>Richtige Antwort</translation>
    </message>
    <message>
        <source>Judge with a question</source>
        <translation>Urteil mit einer Frage</translation>
    </message>
    <message>
        <source>A model answers a question of the account about each row.</source>
        <translation>Ein Modell beantwortet eine Frage des Kontos zu jeder Zeile.</translation>
    </message>
    <message>
        <source>Judge with choices</source>
        <translation>Urteil mit Auswahl</translation>
    </message>
    <message>
        <source>A model chooses among answers, or fills in a form.</source>
        <translation>Ein Modell wählt unter Antworten oder füllt ein Formular aus.</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>a line each</source>
        <translation>je eine Zeile</translation>
    </message>
    <message>
        <source>Form of the answer</source>
        <translation>Formular der Antwort</translation>
    </message>
    <message>
        <source>a JSON schema, in place of choices</source>
        <translation>ein JSON-Schema, anstelle einer Auswahl</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>System-Prompt</translation>
    </message>
    <message>
        <source>Settings of the model</source>
        <translation>Einstellungen des Modells</translation>
    </message>
    <message>
        <source>Only when</source>
        <translation>Nur wenn</translation>
    </message>
    <message>
        <source>Judge with an agent</source>
        <translation>Urteil mit einem Agenten</translation>
    </message>
    <message>
        <source>An agent judges each row by rules.</source>
        <translation>Ein Agent beurteilt jede Zeile nach Regeln.</translation>
    </message>
    <message>
        <source>What is judged</source>
        <translation>Was beurteilt wird</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Possible results</source>
        <translation>Mögliche Ergebnisse</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Rubric</source>
        <translation>Rubrik</translation>
    </message>
    <message>
        <source>Version of the rubric</source>
        <translation>Version der Rubrik</translation>
    </message>
    <message>
        <source>Which agent</source>
        <translation>Welcher Agent</translation>
    </message>
    <message>
        <source>Question to people</source>
        <translation>Frage an Menschen</translation>
    </message>
    <message>
        <source>People answer a question of the account about each row; it may take days, or for ever.</source>
        <translation>Menschen beantworten eine Frage des Kontos zu jeder Zeile; das kann Tage dauern, oder für immer.</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>An answer is required</source>
        <translation>Eine Antwort ist Pflicht</translation>
    </message>
    <message>
        <source>Filled in from column</source>
        <translation>Vorausgefüllt aus Spalte</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>A Python function of your own makes a number of each row.</source>
        <translation>Eine eigene Python-Funktion macht aus jeder Zeile eine Zahl.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelltext</translation>
    </message>
    <message>
        <source>Arguments from columns</source>
        <translation>Argumente aus Spalten</translation>
    </message>
    <message>
        <source>Fixed arguments</source>
        <translation>Feste Argumente</translation>
    </message>
    <message>
        <source>Several results</source>
        <translation>Mehrere Ergebnisse</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Ask people only about rows without an answer</source>
        <translation>Menschen nur nach Zeilen ohne Antwort fragen</translation>
    </message>
    <message>
        <source>Files of the rows</source>
        <translation>Dateien der Zeilen</translation>
    </message>
    <message>
        <source>Taxonomy</source>
        <translation>Taxonomie</translation>
    </message>
    <message>
        <source>Keep the rows as a dataset</source>
        <translation>Zeilen als Datensatz behalten</translation>
    </message>
    <message>
        <source>its name; empty: they are not kept</source>
        <translation>sein Name; leer: sie werden nicht behalten</translation>
    </message>
    <message>
        <source>Description of the dataset</source>
        <translation>Beschreibung des Datensatzes</translation>
    </message>
    <message>
        <source>all of them unless entered</source>
        <translation>alle, wenn nichts eingegeben ist</translation>
    </message>
    <message>
        <source>Tags of the dataset</source>
        <translation>Schlagwörter des Datensatzes</translation>
    </message>
    <message>
        <source>jobs of benchmarks and cancelling runs</source>
        <translation>Jobs aus Benchmarks und das Abbrechen von Läufen</translation>
    </message>
    <message>
        <source>enter a whole number from %1 to %2.</source>
        <translation>geben Sie eine ganze Zahl von %1 bis %2 ein.</translation>
    </message>
    <message>
        <source>enter a number from %1 to %2.</source>
        <translation>geben Sie eine Zahl von %1 bis %2 ein.</translation>
    </message>
    <message>
        <source>enter a whole number, %1 or more.</source>
        <translation>geben Sie eine ganze Zahl ein, %1 oder mehr.</translation>
    </message>
    <message>
        <source>enter a number, %1 or more.</source>
        <translation>geben Sie eine Zahl ein, %1 oder mehr.</translation>
    </message>
    <message>
        <source>enter a whole number.</source>
        <translation>geben Sie eine ganze Zahl ein.</translation>
    </message>
    <message>
        <source>enter a number.</source>
        <translation>geben Sie eine Zahl ein.</translation>
    </message>
    <message>
        <source>choose yes or no.</source>
        <translation>wählen Sie ja oder nein.</translation>
    </message>
    <message>
        <source>enter at most %1 lines.</source>
        <translation>geben Sie höchstens %1 Zeilen ein.</translation>
    </message>
    <message>
        <source>enter a JSON object, as %1.</source>
        <translation>geben Sie ein JSON-Objekt ein, etwa %1.</translation>
    </message>
    <message>
        <source>enter a JSON array, as %1.</source>
        <translation>geben Sie eine JSON-Liste ein, etwa %1.</translation>
    </message>
    <message>
        <source>enter at most %1 characters.</source>
        <translation>geben Sie höchstens %1 Zeichen ein.</translation>
    </message>
    <message>
        <source>choose one of %1.</source>
        <translation>wählen Sie eines von %1.</translation>
    </message>
    <message>
        <source>enter messages as “user: …”, or a JSON array of messages.</source>
        <translation>geben Sie Nachrichten als „user: …“ ein oder eine JSON-Liste von Nachrichten.</translation>
    </message>
    <message>
        <source>no price for %1</source>
        <translation>kein Preis für %1</translation>
    </message>
    <message>
        <source>its tokens are not known</source>
        <translation>seine Token sind nicht bekannt</translation>
    </message>
    <message>
        <source>its price is in %1</source>
        <translation>sein Preis ist in %1</translation>
    </message>
    <message>
        <source>Cost, %1</source>
        <translation>Kosten, %1</translation>
    </message>
    <message>
        <source>not known: %1</source>
        <translation>nicht bekannt: %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>a run, a remark on it</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>less than %1</source>
        <translation>weniger als %1</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>none, the answers are recorded</source>
        <translation>keine, die Antworten sind aufgezeichnet</translation>
    </message>
    <message>
        <source>%1 sent, %2 answered</source>
        <translation>%1 gesendet, %2 geantwortet</translation>
    </message>
    <message numerus="yes">
        <source>the tokens of %n item(s) are not known</source>
        <translation>
            <numerusform>die Token von %n Aufgabe sind nicht bekannt</numerusform>
            <numerusform>die Token von %n Aufgaben sind nicht bekannt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) do not tell theirs</source>
        <translation>
            <numerusform>%n Benchmark nennt seine nicht</numerusform>
            <numerusform>%n Benchmarks nennen ihre nicht</numerusform>
        </translation>
    </message>
    <message>
        <source>those of the judge are not counted</source>
        <translation>die des Richters sind nicht mitgezählt</translation>
    </message>
    <message>
        <source>%1 if they were asked for; the answers are recorded</source>
        <translation>%1, wenn gefragt würde; die Antworten sind aufgezeichnet</translation>
    </message>
    <message>
        <source>%1, computed here from your prices</source>
        <translation>%1, hier aus Ihren Preisen berechnet</translation>
    </message>
    <message>
        <source>Cost: %1</source>
        <translation>Kosten: %1</translation>
    </message>
    <message>
        <source>%1 is no file; choose a picture.</source>
        <translation>%1 ist keine Datei; wählen Sie ein Bild.</translation>
    </message>
    <message>
        <source>%1 is longer than %2 MiB; choose a smaller picture, or make it smaller.</source>
        <translation>%1 ist länger als %2 MiB; wählen Sie ein kleineres Bild oder verkleinern Sie es.</translation>
    </message>
    <message>
        <source>%1 is no picture; choose a PNG, JPEG, GIF or WebP.</source>
        <translation>%1 ist kein Bild; wählen Sie PNG, JPEG, GIF oder WebP.</translation>
    </message>
    <message>
        <source>%1 is a picture of the type %2, which models do not take; save it as PNG, JPEG, GIF or WebP.</source>
        <translation>%1 ist ein Bild der Art %2, die Modelle nicht annehmen; speichern Sie es als PNG, JPEG, GIF oder WebP.</translation>
    </message>
    <message>
        <source>%1 is damaged: its picture cannot be shown; choose another.</source>
        <translation>%1 ist beschädigt: Das Bild lässt sich nicht anzeigen; wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>%1 takes no datasets from here; what it reads is set up on the server.</source>
        <translation>%1 nimmt von hier keine Datensätze an; was gelesen wird, ist auf dem Server eingerichtet.</translation>
    </message>
    <message>
        <source>%1 keeps its datasets; take one out on the server.</source>
        <translation>%1 behält seine Datensätze; entfernen Sie einen auf dem Server.</translation>
    </message>
    <message>
        <source>%1 shows a dataset as it is now, not as it was.</source>
        <translation>%1 zeigt einen Datensatz, wie er jetzt ist, nicht wie er war.</translation>
    </message>
    <message>
        <source>%1 takes no evaluations made of rows; choose an account of Scale GP or a Llama Stack server of 0.3 to 0.7, or compose a new job.</source>
        <translation>%1 nimmt keine Bewertungen aus Zeilen an; wählen Sie ein Konto von Scale GP oder einen Llama-Stack-Server 0.3 bis 0.7, oder stellen Sie einen neuen Auftrag zusammen.</translation>
    </message>
    <message>
        <source>%1 does not tell which models it asks; write the model&apos;s name.</source>
        <translation>%1 sagt nicht, welche Modelle es fragt; schreiben Sie den Namen des Modells.</translation>
    </message>
    <message>
        <source>the server&apos;s own evaluator passes over it</source>
        <translation>der eigene Bewerter des Servers übergeht es</translation>
    </message>
    <message>
        <source>it says what evaluates; its dataset is not read</source>
        <translation>er sagt, was bewertet; sein Datensatz wird nicht gelesen</translation>
    </message>
    <message>
        <source>one of the server&apos;s</source>
        <translation>eines des Servers</translation>
    </message>
    <message>
        <source>Scoring functions</source>
        <translation>Bewertungsfunktionen</translation>
    </message>
    <message>
        <source>the benchmark&apos;s own unless entered</source>
        <translation>die des Benchmarks, wenn nichts eingetragen ist</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>Erste Zeilen</translation>
    </message>
    <message>
        <source>Tokens at most</source>
        <translation>Höchstens Token</translation>
    </message>
    <message>
        <source>System message</source>
        <translation>Systemnachricht</translation>
    </message>
    <message>
        <source>the server&apos;s own evaluator refuses one: put it into the rows</source>
        <translation>der eigene Bewerter des Servers lehnt eine ab: Schreiben Sie sie in die Zeilen</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>Wiederholungsstrafe</translation>
    </message>
    <message>
        <source>Parameters of the functions</source>
        <translation>Parameter der Funktionen</translation>
    </message>
    <message>
        <source>completion_input: write the prompt as JSON text, as %1.</source>
        <translation>completion_input: Schreiben Sie den Prompt als JSON-Text, wie %1.</translation>
    </message>
    <message>
        <source>there is neither chat_completion_input, a list of messages as JSON text, nor completion_input, a prompt as JSON text; add one of them.</source>
        <translation>es gibt weder chat_completion_input, eine Liste von Nachrichten als JSON-Text, noch completion_input, einen Prompt als JSON-Text; ergänzen Sie eines davon.</translation>
    </message>
    <message>
        <source>chat_completion_input: write the list of messages as JSON text, as %1.</source>
        <translation>chat_completion_input: Schreiben Sie die Liste der Nachrichten als JSON-Text, wie %1.</translation>
    </message>
    <message>
        <source>there is no %1, which “%2” reads; add it.</source>
        <translation>es gibt kein %1, das „%2“ liest; ergänzen Sie es.</translation>
    </message>
    <message>
        <source>Row %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>Scoring functions: there is none “%1” on this server; there are %2.</source>
        <translation>Bewertungsfunktionen: „%1“ gibt es auf diesem Server nicht; es gibt %2.</translation>
    </message>
    <message>
        <source>The model answers each row, and the scoring functions compare its answer with the row.</source>
        <translation>Das Modell beantwortet jede Zeile, und die Bewertungsfunktionen vergleichen seine Antwort mit der Zeile.</translation>
    </message>
    <message>
        <source>A new evaluation is a run: it begins when those before it are over, and its answers and scores are kept here.</source>
        <translation>Eine neue Bewertung ist ein Lauf: Sie beginnt, wenn die vor ihr vorbei sind, und ihre Antworten und Werte bleiben hier.</translation>
    </message>
    <message>
        <source>%1: enter something.</source>
        <translation>%1: Tragen Sie etwas ein.</translation>
    </message>
    <message>
        <source>Scoring functions: the benchmark has none; enter some.</source>
        <translation>Bewertungsfunktionen: Der Benchmark hat keine; tragen Sie welche ein.</translation>
    </message>
    <message>
        <source>Rows: they are longer than %1 MiB, and the run keeps them; take fewer, or register them as a dataset and run a benchmark of it.</source>
        <translation>Zeilen: Sie sind länger als %1 MiB, und der Lauf behält sie; nehmen Sie weniger, oder registrieren Sie sie als Datensatz und führen Sie einen Benchmark darüber aus.</translation>
    </message>
    <message>
        <source>Benchmark: there is none “%1” on this server; choose one of its own.</source>
        <translation>Benchmark: „%1“ gibt es auf diesem Server nicht; wählen Sie einen von ihm.</translation>
    </message>
    <message>
        <source>Version: the first one is 1; choose it or a later one.</source>
        <translation>Version: Die erste ist 1; wählen Sie sie oder eine spätere.</translation>
    </message>
    <message>
        <source>Rows: there is no row %1; the dataset has %2.</source>
        <translation>Zeilen: Es gibt keine Zeile %1; der Datensatz hat %2.</translation>
    </message>
    <message>
        <source>The runtime has no dataset “%1”.</source>
        <translation>Die Laufzeit hat keinen Datensatz „%1“.</translation>
    </message>
    <message>
        <source>This version of the runtime cannot list its models (1.6.0 is known for it); write the model&apos;s name.</source>
        <translation>Diese Version der Laufzeit kann ihre Modelle nicht nennen (von 1.6.0 ist es bekannt); schreiben Sie den Namen des Modells.</translation>
    </message>
    <message>
        <source>Rows: “%1” is no row number, from 1, and no range; write for example 1-20, 35.</source>
        <translation>Zeilen: „%1“ ist keine Zeilennummer ab 1 und kein Bereich; schreiben Sie zum Beispiel 1-20, 35.</translation>
    </message>
    <message>
        <source>Rows: with “%1” there are more than %2; choose fewer, or leave the field empty for all.</source>
        <translation>Zeilen: Mit „%1“ sind es mehr als %2; wählen Sie weniger, oder lassen Sie das Feld für alle leer.</translation>
    </message>
    <message>
        <source>There is a benchmark &apos;%1&apos; already, made here with other rows or settings: choose another name.</source>
        <translation>Es gibt schon einen Benchmark „%1“, hier mit anderen Zeilen oder Einstellungen gemacht: Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>The two runs have a benchmark in common, but report no metric of the same name.</source>
        <translation>Die beiden Läufe haben einen Benchmark gemeinsam, nennen aber keine Metrik desselben Namens.</translation>
    </message>
    <message>
        <source>%1: %2 %4 a million prompt tokens, %3 %4 a million answer tokens.</source>
        <translation>%1: %2 %4 je Million Token des Prompts, %3 %4 je Million Token der Antwort.</translation>
    </message>
    <message>
        <source>Where no earlier run tells prompt from answer, all tokens are taken at the higher price.</source>
        <translation>Wo kein früherer Lauf Prompt und Antwort trennt, gilt für alle Token der höhere Preis.</translation>
    </message>
    <message>
        <source>It reported %1 instead.</source>
        <translation>Er nannte stattdessen %1.</translation>
    </message>
    <message>
        <source>tokens: %1</source>
        <translation>Token: %1</translation>
    </message>
    <message>
        <source>The saved prices cannot be read; they are left as they are.</source>
        <translation>Die gespeicherten Preise sind nicht lesbar; sie bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>One of the saved prices cannot be read; they are left as they are.</source>
        <translation>Einer der gespeicherten Preise ist nicht lesbar; sie bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Aggregations: tick one beside the count; the benchmark needs a score.</source>
        <translation>Zusammenfassungen: Kreuzen Sie neben der Anzahl eine weitere an; der Benchmark braucht einen Wert.</translation>
    </message>
    <message>
        <source>Right when: the rows have no column “%1”, which IFEval reads.</source>
        <translation>Richtig, wenn: Die Zeilen haben keine Spalte „%1“, die IFEval liest.</translation>
    </message>
    <message>
        <source>%1, five rows</source>
        <translation>%1, fünf Zeilen</translation>
    </message>
    <message>
        <source>Address: enter where the server finds the rows.</source>
        <translation>Adresse: eingeben, wo der Server die Zeilen findet.</translation>
    </message>
    <message>
        <source>Address: begin it with huggingface://, https://, file:///, lsfs://, data: or another word of that kind, or with / for a file of the server&apos;s machine.</source>
        <translation>Adresse: mit huggingface://, https://, file:///, lsfs://, data: oder einem anderen solchen Wort beginnen, oder mit / für eine Datei auf dem Rechner des Servers.</translation>
    </message>
    <message>
        <source>Address: write the rows behind a comma, as in data:text/csv,question,answer.</source>
        <translation>Adresse: die Zeilen hinter ein Komma schreiben, wie in data:text/csv,question,answer.</translation>
    </message>
    <message>
        <source>Address: there is a space in it; write it as %20.</source>
        <translation>Adresse: Sie enthält ein Leerzeichen; als %20 schreiben.</translation>
    </message>
    <message>
        <source>Address: nothing stands behind %1; complete it.</source>
        <translation>Adresse: Hinter %1 steht nichts; vervollständigen.</translation>
    </message>
    <message>
        <source>Rows: enter at least one, a JSON object a line.</source>
        <translation>Zeilen: mindestens eine eingeben, ein JSON-Objekt je Zeile.</translation>
    </message>
    <message>
        <source>Rows: they are longer than %1 MiB; take fewer, or let the server open them at an address.</source>
        <translation>Zeilen: Sie sind länger als %1 MiB; weniger nehmen, oder den Server sie unter einer Adresse öffnen lassen.</translation>
    </message>
    <message>
        <source>Rows: this is no JSON array of objects; correct it, or enter an object a line.</source>
        <translation>Zeilen: Das ist kein JSON-Array von Objekten; berichtigen, oder ein Objekt je Zeile eingeben.</translation>
    </message>
    <message>
        <source>Rows, line %1: it is no JSON object; correct it.</source>
        <translation>Zeilen, Zeile %1: Das ist kein JSON-Objekt; berichtigen.</translation>
    </message>
    <message>
        <source>Metadata, line %1: write a name, =, and a value.</source>
        <translation>Metadaten, Zeile %1: einen Namen, = und einen Wert schreiben.</translation>
    </message>
    <message>
        <source>Metadata, line %1: there is a “%2” already; take one of them out.</source>
        <translation>Metadaten, Zeile %1: „%2“ gibt es schon; eines davon entfernen.</translation>
    </message>
    <message>
        <source>Name: enter one for the dataset.</source>
        <translation>Name: einen für den Datensatz eingeben.</translation>
    </message>
    <message>
        <source>lower is better in one of the runs and worse in the other</source>
        <translation>in einem der Läufe ist niedriger besser, im anderen schlechter</translation>
    </message>
    <message>
        <source>%1 items here, %2 there</source>
        <translation>hier %1 Aufgaben, dort %2</translation>
    </message>
    <message>
        <source>Not comparable with the baseline “%1”: %2. Compare the two to see what differs.</source>
        <translation>Nicht mit dem Vergleichslauf „%1“ vergleichbar: %2. Die beiden vergleichen, um die Unterschiede zu sehen.</translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be compared: another number of items, or another direction.</source>
        <translation>
            <numerusform>%n davon ist nicht vergleichbar: andere Zahl von Aufgaben oder andere Richtung.</numerusform>
            <numerusform>%n davon sind nicht vergleichbar: andere Zahl von Aufgaben oder andere Richtung.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 keeps no free entries beside a run.</source>
        <translation>%1 hält neben einem Lauf keine freien Einträge.</translation>
    </message>
    <message>
        <source>%1: “%2” is no regular expression: %3.</source>
        <translation>%1: „%2“ ist kein regulärer Ausdruck: %3.</translation>
    </message>
    <message>
        <source>Aggregations</source>
        <translation>Zusammenfassungen</translation>
    </message>
    <message>
        <source>What the scores of the rows come to. None ticked: as the function&apos;s definition says.</source>
        <translation>Was aus den Werten der Zeilen wird. Nichts angekreuzt: wie in der Definition der Funktion.</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Durchschnitt</translation>
    </message>
    <message>
        <source>Weighted average</source>
        <translation>Gewichteter Durchschnitt</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Count of each score</source>
        <translation>Anzahl je Wert</translation>
    </message>
    <message>
        <source>Answer Patterns</source>
        <translation>Muster der Antwort</translation>
    </message>
    <message>
        <source>Regular expressions, one a line. What the first parentheses of the first one that matches hold is the answer. Empty: those of the function&apos;s definition.</source>
        <translation>Reguläre Ausdrücke, einer je Zeile. Was in den ersten Klammern des ersten passenden steht, ist die Antwort. Leer: die der Definition der Funktion.</translation>
    </message>
    <message>
        <source>Judge Model</source>
        <translation>Richtermodell</translation>
    </message>
    <message>
        <source>One of the server&apos;s models; it reads each answer.</source>
        <translation>Eines der Modelle des Servers; es liest jede Antwort.</translation>
    </message>
    <message>
        <source>{input_query} is the question, {expected_answer} the target, {generated_answer} the answer. Other braces are written twice.</source>
        <translation>{input_query} ist die Frage, {expected_answer} das Ziel, {generated_answer} die Antwort. Andere geschweifte Klammern werden doppelt geschrieben.</translation>
    </message>
    <message>
        <source>Score Patterns</source>
        <translation>Muster der Punktzahl</translation>
    </message>
    <message>
        <source>Regular expressions, one a line. What the first parentheses of the first one that matches hold is the score.</source>
        <translation>Reguläre Ausdrücke, einer je Zeile. Was in den ersten Klammern des ersten passenden steht, ist die Punktzahl.</translation>
    </message>
    <message>
        <source>Pass Over Articles</source>
        <translation>Artikel übergehen</translation>
    </message>
    <message>
        <source>Whether a, an and the are left out. Not set: no.</source>
        <translation>Ob a, an und the ausgelassen werden. Nicht gesetzt: nein.</translation>
    </message>
    <message>
        <source>Whether a, an and the are left out. Not set: yes.</source>
        <translation>Ob a, an und the ausgelassen werden. Nicht gesetzt: ja.</translation>
    </message>
    <message>
        <source>Case Matters</source>
        <translation>Groß- und Kleinschreibung zählt</translation>
    </message>
    <message>
        <source>Whether Paris and paris differ. Not set: no.</source>
        <translation>Ob Paris und paris verschieden sind. Nicht gesetzt: nein.</translation>
    </message>
    <message>
        <source>Whole Words</source>
        <translation>Ganze Wörter</translation>
    </message>
    <message>
        <source>Whether 4 is not found in 42. Not set: no.</source>
        <translation>Ob 4 in 42 nicht gefunden wird. Nicht gesetzt: nein.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>How far the number may be from the target. Empty: 0.</source>
        <translation>Wie weit die Zahl vom Ziel entfernt sein darf. Leer: 0.</translation>
    </message>
    <message>
        <source>Tolerance by Size</source>
        <translation>Toleranz nach Größe</translation>
    </message>
    <message>
        <source>The same as a share of the target: 0.01 is one in a hundred. Empty: 0.</source>
        <translation>Dasselbe als Anteil des Ziels: 0.01 ist eins von hundert. Leer: 0.</translation>
    </message>
    <message>
        <source>Which Number</source>
        <translation>Welche Zahl</translation>
    </message>
    <message>
        <source>Of several in the answer. Not set: the last.</source>
        <translation>Von mehreren in der Antwort. Nicht gesetzt: die letzte.</translation>
    </message>
    <message>
        <source>the last</source>
        <translation>die letzte</translation>
    </message>
    <message>
        <source>the first</source>
        <translation>die erste</translation>
    </message>
    <message>
        <source>Keys It Needs</source>
        <translation>Nötige Schlüssel</translation>
    </message>
    <message>
        <source>Names of members that the object has to have, one a line. Empty: any JSON will do.</source>
        <translation>Namen, die das Objekt haben muss, einer je Zeile. Leer: jedes JSON genügt.</translation>
    </message>
    <message>
        <source>Fence Allowed</source>
        <translation>Einrahmung erlaubt</translation>
    </message>
    <message>
        <source>Whether the JSON may stand between lines of three backticks. Not set: yes.</source>
        <translation>Ob das JSON zwischen Zeilen mit drei Gravis stehen darf. Nicht gesetzt: ja.</translation>
    </message>
    <message>
        <source>%1: this function takes one pattern only.</source>
        <translation>%1: Diese Funktion nimmt nur ein Muster.</translation>
    </message>
    <message>
        <source>%1: put what is looked for into parentheses in “%2”, as in Answer: (\w+).</source>
        <translation>%1: Setzen Sie in „%2“ in Klammern, was gesucht wird, wie in Answer: (\w+).</translation>
    </message>
    <message>
        <source>The letter that the answer chooses is the target</source>
        <translation>Der gewählte Buchstabe der Antwort ist das Ziel</translation>
    </message>
    <message>
        <source>The formula in the answer is the target</source>
        <translation>Die Formel in der Antwort ist das Ziel</translation>
    </message>
    <message>
        <source>The answer is one of the target&apos;s texts, as DocVQA compares them</source>
        <translation>Die Antwort ist einer der Texte des Ziels, verglichen wie bei DocVQA</translation>
    </message>
    <message>
        <source>The answer follows the row&apos;s instructions (IFEval)</source>
        <translation>Die Antwort befolgt die Anweisungen der Zeile (IFEval)</translation>
    </message>
    <message>
        <source>A judge model grades the answer as SimpleQA does</source>
        <translation>Ein Richtermodell benotet die Antwort wie SimpleQA</translation>
    </message>
    <message>
        <source>finds the answer by patterns</source>
        <translation>findet die Antwort mit Mustern</translation>
    </message>
    <message>
        <source>asks a judge model</source>
        <translation>fragt ein Richtermodell</translation>
    </message>
    <message>
        <source>compares</source>
        <translation>vergleicht</translation>
    </message>
    <message>
        <source>%1: a weighted average needs a weight of each row, which this function does not give.</source>
        <translation>%1: Ein gewichteter Durchschnitt braucht ein Gewicht je Zeile, das diese Funktion nicht liefert.</translation>
    </message>
    <message>
        <source>%1 must be an object: the name of a scoring function, and its parameters.</source>
        <translation>%1 muss ein Objekt sein: der Name einer Bewertungsfunktion und ihre Parameter.</translation>
    </message>
    <message>
        <source>%1: “%2” needs an object of parameters.</source>
        <translation>%1: „%2“ braucht ein Objekt mit Parametern.</translation>
    </message>
    <message>
        <source>%1: the type of “%2” is one of %3.</source>
        <translation>%1: Der Typ von „%2“ ist einer von %3.</translation>
    </message>
    <message>
        <source>Choose a scoring function and say how it scores. What is left empty, the function&apos;s own definition says.</source>
        <translation>Wählen Sie eine Bewertungsfunktion und geben Sie an, wie sie bewertet. Was leer bleibt, sagt die Definition der Funktion.</translation>
    </message>
    <message>
        <source>%1, %2: %3 Correct it, or leave out rows that cannot be read.</source>
        <translation>%1, %2: %3 Berichtigen, oder unlesbare Zeilen auslassen.</translation>
    </message>
    <message>
        <source>%1, %2: %3 Correct it.</source>
        <translation>%1, %2: %3 Berichtigen.</translation>
    </message>
    <message>
        <source>%1: such a server takes it alone; leave out %2, or %1.</source>
        <translation>%1: Ein solcher Server nimmt es nur allein; %2 oder %1 weglassen.</translation>
    </message>
    <message>
        <source>%1: such a server takes it only with a %2 above 0; enter one, or leave out %1.</source>
        <translation>%1: Ein solcher Server nimmt es nur mit %2 über 0; einen Wert eingeben oder %1 weglassen.</translation>
    </message>
    <message>
        <source>The server sends the same rows for every page of “%1”; they cannot be read.</source>
        <translation>Der Server schickt für jede Seite von „%1“ dieselben Zeilen; sie lassen sich nicht lesen.</translation>
    </message>
    <message>
        <source>Metadata: enter a name for every value.</source>
        <translation>Metadaten: Geben Sie zu jedem Wert einen Namen ein.</translation>
    </message>
    <message>
        <source>The rows of this evaluation could not be read, so there are no means of them. %1</source>
        <translation>Die Zeilen dieser Auswertung konnten nicht gelesen werden, daher gibt es keine Mittelwerte. %1</translation>
    </message>
    <message>
        <source>this row is longer than 64 MB; shorten it.</source>
        <translation>diese Zeile ist länger als 64 MB; kürzen Sie sie.</translation>
    </message>
    <message>
        <source>row %1 is longer than 64 MB.</source>
        <translation>Zeile %1 ist länger als 64 MB.</translation>
    </message>
    <message>
        <source>a list of rows is expected, or an object with the list in &apos;rows&apos; or &apos;data&apos;.</source>
        <translation>eine Liste von Zeilen wird erwartet, oder ein Objekt mit der Liste in &apos;rows&apos; oder &apos;data&apos;.</translation>
    </message>
    <message>
        <source>comparable with the baseline</source>
        <translation>mit dem Vergleichslauf vergleichbar</translation>
    </message>
    <message>
        <source>%1 cannot be compared with the baseline. %2</source>
        <extracomment>%1 a benchmark, %2 sentences about what differs</extracomment>
        <translation>%1 ist nicht mit dem Vergleichslauf vergleichbar. %2</translation>
    </message>
    <message>
        <source>by Assay, not by the server, with %1, which tried failed benchmarks again; the last completed attempt counts</source>
        <translation>von Assay, nicht vom Server, mit %1, worin fehlgeschlagene Benchmarks wiederholt wurden; der letzte abgeschlossene Versuch zählt</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>Zusammengeführt</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht getestet</translation>
    </message>
    <message>
        <source>over %1 shared items in %2 groups</source>
        <translation>über %1 gemeinsame Aufgaben in %2 Gruppen</translation>
    </message>
    <message>
        <source>over %1 shared items</source>
        <translation>über %1 gemeinsame Aufgaben</translation>
    </message>
    <message>
        <source>by Wilson&apos;s method, as all items are the same</source>
        <translation>nach Wilson, da alle Aufgaben gleich ausfielen</translation>
    </message>
    <message>
        <source>from the standard error, not by bootstrap</source>
        <translation>aus dem Standardfehler, nicht durch Bootstrap</translation>
    </message>
    <message>
        <source>One of the two runs counts items without a score as 0 and the other leaves them out, so the items are not paired.</source>
        <translation>Einer der beiden Läufe zählt Aufgaben ohne Wert als 0, der andere lässt sie weg; die Aufgaben werden daher nicht gepaart.</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) without a score in one of the two runs are left out of the difference.</source>
        <translation>
            <numerusform>%n Aufgabe ohne Wert in einem der beiden Läufe zählt im Unterschied nicht mit.</numerusform>
            <numerusform>%n Aufgaben ohne Wert in einem der beiden Läufe zählen im Unterschied nicht mit.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Over the others it goes the other way than the two values do.</source>
        <translation>%1 Über die übrigen verläuft er umgekehrt wie zwischen den beiden Werten.</translation>
    </message>
    <message>
        <source>The server&apos;s score over all benchmarks is %1. The card does not have the weights that it was made with; with equal ones it is %2.</source>
        <translation>Die Punktzahl des Servers über alle Benchmarks ist %1. Die Karte enthält die Gewichte nicht, mit denen sie entstand; mit gleichen ist sie %2.</translation>
    </message>
    <message>
        <source>The samples of these tasks are missing, and only their results were imported: %1.</source>
        <translation>Die einzelnen Antworten dieser Aufgaben fehlen, nur ihre Ergebnisse wurden importiert: %1.</translation>
    </message>
    <message>
        <source>It has the samples of %1 documents, and the results are of %2: its end is missing.</source>
        <translation>Die Datei enthält die Antworten zu %1 Dokumenten, die Ergebnisse sind von %2: Ihr Ende fehlt.</translation>
    </message>
    <message>
        <source>The evaluation was stopped before its end: the file has %1 results of it, and its own counts are of %2.</source>
        <translation>Die Auswertung wurde vor ihrem Ende angehalten: Die Datei enthält %1 ihrer Ergebnisse, ihre eigenen Zahlen sind von %2.</translation>
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
    <name>assay::AllProblemsModel</name>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Quick Fix</source>
        <translation>Schnell beheben</translation>
    </message>
</context>
<context>
    <name>assay::AnswerPair</name>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Answer of the baseline</source>
        <translation>Antwort des Vergleichslaufs</translation>
    </message>
    <message>
        <source>Answer of the other run</source>
        <translation>Antwort des anderen Laufs</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>The model said nothing.</source>
        <translation>Das Modell sagte nichts.</translation>
    </message>
    <message>
        <source>no answer found</source>
        <translation>keine Antwort gefunden</translation>
    </message>
    <message>
        <source>answer “%1”</source>
        <translation>Antwort „%1“</translation>
    </message>
    <message>
        <source>Expected: %1</source>
        <translation>Erwartet: %1</translation>
    </message>
    <message>
        <source>score %1</source>
        <translation>Wert %1</translation>
    </message>
    <message>
        <source>no score</source>
        <translation>kein Wert</translation>
    </message>
    <message numerus="yes">
        <source>Only the first %n word(s) that differ were compared; the rest is marked as a whole.</source>
        <translation>
            <numerusform>Nur das erste abweichende Wort wurde verglichen; der Rest ist als Ganzes markiert.</numerusform>
            <numerusform>Nur die ersten %n abweichenden Wörter wurden verglichen; der Rest ist als Ganzes markiert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::AppendDialog</name>
    <message>
        <source>&amp;Leave out rows that cannot be read</source>
        <translation>Unlesbare Zeilen &amp;weglassen</translation>
    </message>
    <message>
        <source>Append %1 to “%2”</source>
        <translation>%1 an „%2“ anhängen</translation>
    </message>
    <message>
        <source>The First Rows</source>
        <translation>Die ersten Zeilen</translation>
    </message>
    <message>
        <source>Append</source>
        <translation>Anhängen</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>%1 wird gelesen …</translation>
    </message>
    <message>
        <source>Columns that the dataset does not have: %1.</source>
        <translation>Spalten, die der Datensatz nicht hat: %1.</translation>
    </message>
    <message>
        <source>Columns that the file lacks: %1.</source>
        <translation>Spalten, die der Datei fehlen: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) in the file.</source>
        <translation>
            <numerusform>%n Zeile in der Datei.</numerusform>
            <numerusform>%n Zeilen in der Datei.</numerusform>
        </translation>
    </message>
    <message>
        <source>The first %1 are shown.</source>
        <translation>Die ersten %1 werden gezeigt.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out.</source>
        <translation>
            <numerusform>%n Zeile weggelassen.</numerusform>
            <numerusform>%n Zeilen weggelassen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::Application</name>
    <message>
        <source>Demo: %1</source>
        <translation>Vorführung: %1</translation>
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
    <message>
        <source>New Job</source>
        <translation>Neuer Auftrag</translation>
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
    <name>assay::AttemptModel</name>
    <message>
        <source>%1 ★</source>
        <comment>attempt that counts</comment>
        <translation>%1 ★</translation>
    </message>
    <message>
        <source>signal %1</source>
        <translation>Signal %1</translation>
    </message>
    <message>
        <source>%1 s of processor time</source>
        <translation>%1 s Prozessorzeit</translation>
    </message>
    <message>
        <source>this run</source>
        <translation>dieser Lauf</translation>
    </message>
    <message>
        <source>★ marks the attempt whose result this page shows.</source>
        <translation>★ markiert den Versuch, dessen Ergebnis diese Seite zeigt.</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
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
        <source>Exit</source>
        <translation>Rückgabewert</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ressourcen</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>All attempts</source>
        <translation>Alle Versuche</translation>
    </message>
    <message>
        <source>Attempt %1: %2</source>
        <comment>of a benchmark, and its state</comment>
        <translation>Versuch %1: %2</translation>
    </message>
</context>
<context>
    <name>assay::AttemptsTab</name>
    <message>
        <source>Which attempt of a benchmark counts:</source>
        <translation>Welcher Versuch eines Benchmarks zählt:</translation>
    </message>
    <message>
        <source>The last completed one</source>
        <translation>Der letzte abgeschlossene</translation>
    </message>
    <message>
        <source>The one with the best score</source>
        <translation>Der mit dem besten Wert</translation>
    </message>
    <message>
        <source>The best of several tries looks better than the model is.</source>
        <translation>Der beste von mehreren Versuchen sieht besser aus, als das Modell ist.</translation>
    </message>
    <message>
        <source>Attempts of the benchmarks</source>
        <translation>Versuche der Benchmarks</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Open Its Run</source>
        <translation>Zugehörigen Lauf öffnen</translation>
    </message>
    <message>
        <source>Artifacts and MLflow</source>
        <translation>Artefakte und MLflow</translation>
    </message>
    <message>
        <source>Artifacts of the run</source>
        <translation>Artefakte des Laufs</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Artifact</source>
        <translation>Artefakt</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Where It Is</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy Location</source>
        <translation>Ort kopieren</translation>
    </message>
    <message>
        <source>Experiment in MLflow</source>
        <translation>Experiment in MLflow</translation>
    </message>
    <message>
        <source>Run in MLflow</source>
        <translation>Lauf in MLflow</translation>
    </message>
    <message>
        <source>Opens a web address in the browser, and the folder of a file of this computer.</source>
        <translation>Öffnet eine Webadresse im Browser und bei einer Datei dieses Rechners ihren Ordner.</translation>
    </message>
    <message>
        <source>This is no web address and no file of this computer; copy it.</source>
        <translation>Das ist weder eine Webadresse noch eine Datei dieses Rechners; zum Verwenden kopieren.</translation>
    </message>
    <message numerus="yes">
        <source>Merged by Assay from %n run(s); the server does not know that they belong together.</source>
        <translation>
            <numerusform>Von Assay aus %n Lauf zusammengeführt; der Server weiß nicht, dass er dazugehört.</numerusform>
            <numerusform>Von Assay aus %n Läufen zusammengeführt; der Server weiß nicht, dass sie zusammengehören.</numerusform>
        </translation>
    </message>
    <message>
        <source>in the result: %1</source>
        <translation>im Ergebnis: %1</translation>
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
        <source>The server&apos;s answer names no run.</source>
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
    <name>assay::BenchmarkDialog</name>
    <message>
        <source>Make a Benchmark of “%1”</source>
        <translation>Aus „%1“ einen Benchmark machen</translation>
    </message>
    <message>
        <source>Make Benchmark</source>
        <translation>Benchmark machen</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Question:</source>
        <translation>Frage:</translation>
    </message>
    <message>
        <source>Answer:</source>
        <translation>Antwort:</translation>
    </message>
    <message>
        <source>Known by:</source>
        <translation>Erkannt an:</translation>
    </message>
    <message>
        <source>Prompt:</source>
        <translation>Prompt:</translation>
    </message>
    <message>
        <source>For the first row:</source>
        <translation>Für die erste Zeile:</translation>
    </message>
    <message>
        <source>Right when:</source>
        <translation>Richtig, wenn:</translation>
    </message>
    <message>
        <source>question and answer together</source>
        <translation>Frage und Antwort zusammen</translation>
    </message>
    <message>
        <source>choose a column</source>
        <translation>eine Spalte wählen</translation>
    </message>
    <message>
        <source>Models that runs of this connection asked lately.</source>
        <translation>Modelle, die Läufe dieser Verbindung zuletzt gefragt haben.</translation>
    </message>
    <message>
        <source>Try it with:</source>
        <translation>Probieren mit:</translation>
    </message>
    <message>
        <source>Make and Try Five Rows</source>
        <translation>Machen und fünf Zeilen probieren</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <comment>a model, its address</comment>
        <translation>%1 unter %2</translation>
    </message>
    <message>
        <source>no run asked a model yet; make the benchmark, and choose one in New Job</source>
        <translation>noch kein Lauf hat ein Modell gefragt; machen Sie den Benchmark und wählen Sie eines unter „Neuer Auftrag“</translation>
    </message>
</context>
<context>
    <name>assay::BenchmarksStep</name>
    <message>
        <source>Chosen (%1)</source>
        <translation>Gewählt (%1)</translation>
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
    <message>
        <source>It is chosen already. Duplicate makes a second one, with parameters of its own.</source>
        <translation>Das ist schon gewählt. „Duplizieren“ legt ein zweites mit eigenen Parametern an.</translation>
    </message>
    <message>
        <source>Runs the collection “%1” as the server has it, with its own gates. List its benchmarks here to change them.</source>
        <translation>Führt die Sammlung „%1“ aus, wie der Server sie hat, mit ihren eigenen Schwellen. Zum Ändern die Benchmarks hier auflisten.</translation>
    </message>
    <message>
        <source>Runs the collection “%1”, which is not in the list of this server.</source>
        <translation>Führt die Sammlung „%1“ aus, die nicht in der Liste dieses Servers steht.</translation>
    </message>
    <message>
        <source>Remove the chosen benchmarks (Delete)</source>
        <translation>Gewählte Benchmarks entfernen (Entf)</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Run a benchmark once more, with other parameters (Ctrl+D)</source>
        <translation>Einen Benchmark noch einmal mit anderen Parametern ausführen (Strg+D)</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>Run it earlier (Alt+Up)</source>
        <translation>Früher ausführen (Alt+Auf)</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Run it later (Alt+Down)</source>
        <translation>Später ausführen (Alt+Ab)</translation>
    </message>
    <message>
        <source>List Its Benchmarks Here</source>
        <translation>Benchmarks hier auflisten</translation>
    </message>
    <message>
        <source>As benchmarks of this job, whose gates and weights can be changed</source>
        <translation>Als Benchmarks dieses Auftrags, deren Schwellen und Gewichte man ändern kann</translation>
    </message>
</context>
<context>
    <name>assay::Calibration</name>
    <message>
        <source>%1 (%2–%3)</source>
        <translation>%1 (%2–%3)</translation>
    </message>
    <message>
        <source>No labels yet: press R or W on a sample to say whether its answer is right or wrong. Blind hides what the scorers said.</source>
        <translation>Noch keine Etiketten: Auf einer Aufgabe mit R oder W festhalten, ob ihre Antwort richtig oder falsch ist. „Blind“ verbirgt, was die Bewertungen sagten.</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s)</source>
        <translation>
            <numerusform>%n Etikett</numerusform>
            <numerusform>%n Etiketten</numerusform>
        </translation>
    </message>
    <message>
        <source>Agreement beyond chance: κ %1, %2.</source>
        <translation>Übereinstimmung über Zufall hinaus: κ %1, %2.</translation>
    </message>
    <message>
        <source>%1: κ needs answers that are right and answers that are wrong.</source>
        <translation>%1: κ braucht richtige und falsche Antworten.</translation>
    </message>
    <message>
        <source>Of what you call right, it calls right: %1 of %2.</source>
        <translation>Von dem, was das Etikett richtig nennt, nennt die Bewertung richtig: %1 von %2.</translation>
    </message>
    <message>
        <source>Of what you call wrong, it calls wrong: %1 of %2.</source>
        <translation>Von dem, was das Etikett falsch nennt, nennt die Bewertung falsch: %1 von %2.</translation>
    </message>
    <message numerus="yes">
        <source>It gave no score to %n labelled sample(s).</source>
        <translation>
            <numerusform>Die Bewertung gab %n Aufgabe mit Etikett keinen Wert.</numerusform>
            <numerusform>Die Bewertung gab %n Aufgaben mit Etikett keinen Wert.</numerusform>
        </translation>
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
    <message>
        <source>All Tags</source>
        <translation>Alle Schlagwörter</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Open a YAML or JSON file as a new one; files can be dropped here as well</source>
        <translation>Eine YAML- oder JSON-Datei als neues Dokument öffnen; Dateien lassen sich auch hierher ziehen</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Show the collections as a list</source>
        <translation>Die Sammlungen als Liste zeigen</translation>
    </message>
    <message>
        <source>Cards</source>
        <translation>Karten</translation>
    </message>
    <message>
        <source>Show the collections as cards</source>
        <translation>Die Sammlungen als Karten zeigen</translation>
    </message>
    <message>
        <source>Collections as Cards</source>
        <translation>Sammlungen als Karten</translation>
    </message>
</context>
<context>
    <name>assay::ChartActions</name>
    <message>
        <source>&amp;Copy Data</source>
        <translation>Daten &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;Picture</source>
        <translation>&amp;Bild kopieren</translation>
    </message>
    <message>
        <source>Save as P&amp;NG…</source>
        <translation>Als P&amp;NG speichern …</translation>
    </message>
    <message>
        <source>Save as &amp;SVG…</source>
        <translation>Als &amp;SVG speichern …</translation>
    </message>
    <message>
        <source>Save as P&amp;DF…</source>
        <translation>Als PD&amp;F speichern …</translation>
    </message>
    <message>
        <source>Save Chart</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>%1 files (*.%2)</source>
        <translation>%1-Dateien (*.%2)</translation>
    </message>
    <message>
        <source>The chart is saved as %1.</source>
        <translation>Das Diagramm ist als %1 gespeichert.</translation>
    </message>
    <message numerus="yes">
        <source>%n more caveat(s) in the copied data.</source>
        <translation>
            <numerusform>%n weiterer Vorbehalt in den kopierten Daten.</numerusform>
            <numerusform>%n weitere Vorbehalte in den kopierten Daten.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ChartFrame</name>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Show the numbers as a table (T)</source>
        <translation>Die Zahlen als Tabelle zeigen (T)</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>What can be done with this chart</source>
        <translation>Was sich mit diesem Diagramm tun lässt</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>%1, as a table</source>
        <translation>%1, als Tabelle</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
    <message>
        <source>Show as &amp;Chart</source>
        <translation>Als &amp;Diagramm zeigen</translation>
    </message>
    <message>
        <source>Show as &amp;Table</source>
        <translation>Als &amp;Tabelle zeigen</translation>
    </message>
</context>
<context>
    <name>assay::ChartView</name>
    <message>
        <source>%1: %2</source>
        <comment>a mark&apos;s name and its value</comment>
        <translation>%1: %2</translation>
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
    <name>assay::CheckpointModel</name>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Training Loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>Validation Loss</source>
        <translation>Validierungsverlust</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Entstanden</translation>
    </message>
    <message>
        <source>Path on the Server</source>
        <translation>Pfad auf dem Server</translation>
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
    <message>
        <source>Replay</source>
        <translation>Nachprüfen</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Abdeckung</translation>
    </message>
    <message>
        <source>Lock Share</source>
        <translation>Anteil sperren</translation>
    </message>
    <message>
        <source>Lock or unlock the shares of the chosen rows (Ctrl+L): they stay when another share is typed</source>
        <translation>Die Anteile der gewählten Zeilen sperren oder freigeben (Strg+L): Sie bleiben, wenn ein anderer Anteil eingegeben wird</translation>
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
        <source>Search or Command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Type a command, or the name of a run, a document or a setting</source>
        <translation>Befehl oder Name eines Laufs, eines Dokuments oder einer Einstellung</translation>
    </message>
    <message>
        <source>Commands, Runs, Documents and Settings</source>
        <translation>Befehle, Läufe, Dokumente und Einstellungen</translation>
    </message>
    <message>
        <source>Nothing matches “%1”.</source>
        <translation>Nichts passt zu „%1“.</translation>
    </message>
</context>
<context>
    <name>assay::ComparabilityPanel</name>
    <message>
        <source>What differs between the runs</source>
        <translation>Was sich zwischen den Läufen unterscheidet</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Vergleichslauf</translation>
    </message>
    <message>
        <source>Other run</source>
        <translation>Anderer Lauf</translation>
    </message>
    <message>
        <source>I know; &amp;judge them all the same</source>
        <translation>Bekannt; &amp;trotzdem beurteilen</translation>
    </message>
    <message>
        <source>Comparability: %1</source>
        <translation>Vergleichbarkeit: %1</translation>
    </message>
    <message>
        <source>Show what differs between the runs</source>
        <translation>Zeigen, was sich zwischen den Läufen unterscheidet</translation>
    </message>
    <message>
        <source>Everything that is known of the runs is the same.</source>
        <translation>Alles, was über die Läufe bekannt ist, ist gleich.</translation>
    </message>
    <message>
        <source>Something differs that may matter, or is not known.</source>
        <translation>Etwas, das wichtig sein kann, ist verschieden oder nicht bekannt.</translation>
    </message>
    <message>
        <source>The runs did not measure the same thing. You took the responsibility; every export says so.</source>
        <translation>Die Läufe haben nicht dasselbe gemessen. Die Verantwortung dafür wurde übernommen; jeder Export sagt es.</translation>
    </message>
    <message>
        <source>The runs did not measure the same thing: nothing is called better or worse.</source>
        <translation>Die Läufe haben nicht dasselbe gemessen: Nichts wird besser oder schlechter genannt.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>benchmark, setting</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
</context>
<context>
    <name>assay::CompareListPage</name>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Saved comparisons</source>
        <translation>Gespeicherte Vergleiche</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;New Comparison</source>
        <translation>&amp;Neuer Vergleich</translation>
    </message>
    <message>
        <source>The Comparisons Cannot Be Loaded</source>
        <translation>Die Vergleiche können nicht geladen werden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading comparisons</source>
        <translation>Vergleiche werden geladen</translation>
    </message>
    <message>
        <source>No Comparison Yet</source>
        <translation>Noch kein Vergleich</translation>
    </message>
    <message>
        <source>Two runs or more side by side: what is better, what is chance, which items flipped.</source>
        <translation>Zwei oder mehr Läufe nebeneinander: was besser ist, was Zufall ist, welche Aufgaben gekippt sind.</translation>
    </message>
    <message>
        <source>New Comparison</source>
        <translation>Neuer Vergleich</translation>
    </message>
    <message>
        <source>“%1” is deleted. Its runs stay.</source>
        <translation>„%1“ ist gelöscht. Die Läufe bleiben.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>assay::ComparePage</name>
    <message>
        <source>Title of the comparison</source>
        <translation>Titel des Vergleichs</translation>
    </message>
    <message>
        <source>Type to rename</source>
        <translation>Zum Umbenennen tippen</translation>
    </message>
    <message>
        <source>&amp;Add Run…</source>
        <translation>Lauf hin&amp;zufügen …</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>What can be done with the chosen run</source>
        <translation>Was sich mit dem gewählten Lauf tun lässt</translation>
    </message>
    <message>
        <source>&amp;Try Again</source>
        <translation>Erneut &amp;versuchen</translation>
    </message>
    <message>
        <source>Loading runs and items</source>
        <translation>Läufe und Aufgaben werden geladen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Views of the comparison</source>
        <translation>Ansichten des Vergleichs</translation>
    </message>
    <message>
        <source>&amp;Heat Table</source>
        <translation>&amp;Farbtabelle</translation>
    </message>
    <message>
        <source>D&amp;ots</source>
        <translation>&amp;Punktdiagramm</translation>
    </message>
    <message>
        <source>F&amp;lips</source>
        <translation>&amp;Gekippt</translation>
    </message>
    <message>
        <source>Trade-o&amp;ff</source>
        <translation>Ab&amp;wägung</translation>
    </message>
    <message>
        <source>Histor&amp;y</source>
        <translation>Ver&amp;lauf</translation>
    </message>
    <message>
        <source>&amp;Config Diff</source>
        <translation>&amp;Konfigurationsunterschiede</translation>
    </message>
    <message>
        <source>Loading the comparison</source>
        <translation>Vergleich wird geladen</translation>
    </message>
    <message>
        <source>This Comparison Was Deleted</source>
        <translation>Dieser Vergleich wurde gelöscht</translation>
    </message>
    <message>
        <source>This Comparison Cannot Be Read</source>
        <translation>Dieser Vergleich ist nicht lesbar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a run and its problem</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>A comparison has at most 12 runs.</source>
        <translation>Ein Vergleich hat höchstens 12 Läufe.</translation>
    </message>
    <message>
        <source>Nothing to Compare Yet</source>
        <translation>Noch nichts zu vergleichen</translation>
    </message>
    <message>
        <source>Choose two runs or more: their scores, the items that flipped and what is chance.</source>
        <translation>Zwei oder mehr Läufe wählen: ihre Werte, die gekippten Aufgaben und was Zufall ist.</translation>
    </message>
    <message>
        <source>Add Runs…</source>
        <translation>Läufe hinzufügen …</translation>
    </message>
    <message numerus="yes">
        <source>%n more run(s) in the table.</source>
        <translation>
            <numerusform>%n weiterer Lauf in der Tabelle.</numerusform>
            <numerusform>%n weitere Läufe in der Tabelle.</numerusform>
        </translation>
    </message>
    <message>
        <source>Add a second run to compare with.</source>
        <translation>Zum Vergleichen einen zweiten Lauf hinzufügen.</translation>
    </message>
    <message>
        <source>Fewer than two runs could be loaded.</source>
        <translation>Weniger als zwei Läufe konnten geladen werden.</translation>
    </message>
    <message>
        <source>The comparison is not saved: %1</source>
        <translation>Der Vergleich ist nicht gespeichert: %1</translation>
    </message>
    <message>
        <source>%1. Merged by Assay with %2, which tried its failed benchmarks again.</source>
        <comment>a model; jobs</comment>
        <translation>%1. Von Assay zusammengeführt mit %2, worin die fehlgeschlagenen Benchmarks wiederholt wurden.</translation>
    </message>
    <message>
        <source>Metrics that are compared</source>
        <translation>Metriken, die verglichen werden</translation>
    </message>
    <message>
        <source>Primary metrics</source>
        <translation>Maßgebliche Metriken</translation>
    </message>
    <message>
        <source>All metrics</source>
        <translation>Alle Metriken</translation>
    </message>
    <message>
        <source>Each benchmark&apos;s primary metric, or every one that was reported. More tests make the correction for their number stricter for all.</source>
        <translation>Die maßgebliche Metrik jedes Benchmarks oder jede, die gemeldet wurde. Mehr Tests machen die Korrektur für ihre Anzahl bei allen strenger.</translation>
    </message>
</context>
<context>
    <name>assay::ComparisonKeeper</name>
    <message>
        <source>It was written by a newer version of Assay.</source>
        <translation>Er wurde von einer neueren Version von Assay geschrieben.</translation>
    </message>
</context>
<context>
    <name>assay::ConfigModel</name>
    <message>
        <source>%1. The job asked for it; whether the harness followed is not recorded.</source>
        <comment>a value</comment>
        <translation>%1. Der Auftrag verlangte es; ob das Harness sich daran hielt, ist nicht verzeichnet.</translation>
    </message>
    <message>
        <source>all</source>
        <comment>benchmarks</comment>
        <translation>alle</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
</context>
<context>
    <name>assay::ConfigTab</name>
    <message>
        <source>Settings of the runs</source>
        <translation>Einstellungen der Läufe</translation>
    </message>
    <message>
        <source>Only &amp;differences</source>
        <translation>Nur &amp;Unterschiede</translation>
    </message>
    <message>
        <source>No run is loaded.</source>
        <translation>Kein Lauf ist geladen.</translation>
    </message>
    <message>
        <source>No known setting differs.</source>
        <translation>Keine bekannte Einstellung unterscheidet sich.</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) differ, or are known of some runs only.</source>
        <translation>
            <numerusform>%n Einstellung unterscheidet sich oder ist nur von manchen Läufen bekannt.</numerusform>
            <numerusform>%n Einstellungen unterscheiden sich oder sind nur von manchen Läufen bekannt.</numerusform>
        </translation>
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
        <translation>▶ %1 …</translation>
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
        <source>Key: enter it; it is kept in the system&apos;s keychain.</source>
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
        <source>Only for an encrypted key file. Kept in the system&apos;s keychain.</source>
        <translation>Nur für eine verschlüsselte Schlüsseldatei. Liegt im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>Kept in the system&apos;s keychain and sent to %1 only. Leave it empty to keep the stored one.</source>
        <translation>Liegt im Schlüsselbund des Systems und wird nur an %1 gesendet. Leer lassen, um den gespeicherten zu behalten.</translation>
    </message>
    <message>
        <source>s</source>
        <comment>seconds</comment>
        <translation>s</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose File: %1</source>
        <translation>Datei wählen: %1</translation>
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
    <name>assay::ConnectionKinds</name>
    <message>
        <source>EvalHub server</source>
        <translation>EvalHub-Server</translation>
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
        <source>Spice.ai runtime</source>
        <translation>Spice.ai-Runtime</translation>
    </message>
    <message>
        <source>Scale GP account</source>
        <translation>Scale-GP-Konto</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Llama Stack server</source>
        <translation>Llama-Stack-Server</translation>
    </message>
    <message>
        <source>In a cluster the namespace; empty: not sent</source>
        <translation>Im Cluster der Namensraum; leer: nicht gesendet</translation>
    </message>
    <message>
        <source>The account&apos;s id, from Scale GP&apos;s settings; needed by most servers</source>
        <translation>Die Kennung des Kontos aus den Einstellungen von Scale GP; die meisten Server verlangen sie</translation>
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
        <translation>◔ Verbindet …</translation>
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
        <translation>Die Änderungen an %1 sind nicht gespeichert.</translation>
    </message>
    <message>
        <source>Go Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>The connection is not saved. %1</source>
        <translation>Die Verbindung ist nicht gespeichert. %1</translation>
    </message>
    <message>
        <source>Keep the Key for This Session</source>
        <translation>Schlüssel für diese Sitzung behalten</translation>
    </message>
    <message>
        <source>“%1” is saved.</source>
        <translation>„%1“ ist gespeichert.</translation>
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
        <translation>Es gibt Änderungen, die nicht gespeichert sind.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
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
        <translation>◔ Verbindet …</translation>
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
        <translation>Verbindung hinzufügen …</translation>
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
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>The engine of this computer is always there.</source>
        <translation>Die Engine dieses Rechners ist immer da.</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen …</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
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
    <name>assay::CopyDialog</name>
    <message>
        <source>Copy “%1” to Another Connection</source>
        <translation>„%1“ in eine andere Verbindung kopieren</translation>
    </message>
    <message>
        <source>Copy to:</source>
        <translation>Kopieren nach:</translation>
    </message>
    <message>
        <source>Connection to Copy To</source>
        <translation>Verbindung, in die kopiert wird</translation>
    </message>
    <message>
        <source>What Is Different There</source>
        <translation>Was dort anders ist</translation>
    </message>
    <message>
        <source>Open Copy There</source>
        <translation>Kopie dort öffnen</translation>
    </message>
    <message>
        <source>Looking at what is there…</source>
        <translation>Es wird angesehen, was dort ist…</translation>
    </message>
    <message>
        <source>✗ Not there: %1</source>
        <translation>✗ Nicht dort: %1</translation>
    </message>
    <message>
        <source>All that it names is there. The copy opens unsaved; nothing is written before you save it.</source>
        <translation>Alles, was darin genannt wird, ist dort. Die Kopie öffnet sich ungespeichert; geschrieben wird erst, wenn Sie speichern.</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) that it names are not there. The copy opens unsaved with them marked; nothing is written before you save it.</source>
        <translation>
            <numerusform>%n Genanntes ist nicht dort. Die Kopie öffnet sich ungespeichert und zeigt es an; geschrieben wird erst, wenn Sie speichern.</numerusform>
            <numerusform>%n Genannte sind nicht dort. Die Kopie öffnet sich ungespeichert und zeigt sie an; geschrieben wird erst, wenn Sie speichern.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::CopyFinder</name>
    <message>
        <source>This connection is not there any more: choose another one.</source>
        <translation>Diese Verbindung gibt es nicht mehr: eine andere wählen.</translation>
    </message>
</context>
<context>
    <name>assay::CoverageModel</name>
    <message>
        <source>%1 · %2 %</source>
        <comment>benchmarks and their share of the weight</comment>
        <translation>%1 · %2 %</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>no category</source>
        <translation>ohne Kategorie</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <comment>category, provider, what is covered</comment>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message numerus="yes">
        <source>%n category(ies) covered.</source>
        <translation>
            <numerusform>%n Kategorie abgedeckt.</numerusform>
            <numerusform>%n Kategorien abgedeckt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n provider(s) used.</source>
        <translation>
            <numerusform>%n Anbieter genutzt.</numerusform>
            <numerusform>%n Anbieter genutzt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) are not in the catalogue, so their category is not known.</source>
        <translation>
            <numerusform>%n Benchmark steht nicht im Katalog, seine Kategorie ist nicht bekannt.</numerusform>
            <numerusform>%n Benchmarks stehen nicht im Katalog, ihre Kategorie ist nicht bekannt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::CoverageTab</name>
    <message>
        <source>Nothing Is Covered Yet</source>
        <translation>Noch nichts abgedeckt</translation>
    </message>
    <message>
        <source>Add benchmarks to see which categories and providers they cover.</source>
        <translation>Fügen Sie Benchmarks hinzu, um zu sehen, welche Kategorien und Anbieter sie abdecken.</translation>
    </message>
    <message>
        <source>Benchmarks by Category and Provider</source>
        <translation>Benchmarks nach Kategorie und Anbieter</translation>
    </message>
</context>
<context>
    <name>assay::DataForm</name>
    <message>
        <source>Rows of the Evaluation</source>
        <translation>Zeilen der Auswertung</translation>
    </message>
    <message>
        <source>Rows (*.jsonl *.ndjson *.json *.csv);;All Files (*)</source>
        <translation>Zeilen (*.jsonl *.ndjson *.json *.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>There are no datasets yet.</source>
        <translation>Es gibt noch keine Datensätze.</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Rows entered here</source>
        <translation>Hier eingegebene Zeilen</translation>
    </message>
    <message>
        <source>A file with rows</source>
        <translation>Eine Datei mit Zeilen</translation>
    </message>
    <message>
        <source>A dataset of the server</source>
        <translation>Ein Datensatz des Servers</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>JSON Lines, JSON or CSV</source>
        <translation>JSON Lines, JSON oder CSV</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>choose a dataset</source>
        <translation>Datensatz wählen</translation>
    </message>
    <message>
        <source>Rows of the Dataset</source>
        <translation>Zeilen des Datensatzes</translation>
    </message>
    <message>
        <source>all rows; or some by their numbers: 1-20, 35</source>
        <translation>alle Zeilen; oder einige nach Nummern: 1-20, 35</translation>
    </message>
</context>
<context>
    <name>assay::DatasetEditModel</name>
    <message>
        <source>“%1” is no number, list or other JSON value, as this cell has one; put a text in quotation marks.</source>
        <translation>„%1“ ist keine Zahl, Liste und kein anderer JSON-Wert, wie diese Zelle einen hat; setzen Sie einen Text in Anführungszeichen.</translation>
    </message>
    <message>
        <source>Change Cell</source>
        <translation>Zelle ändern</translation>
    </message>
    <message>
        <source>Add Row</source>
        <translation>Zeile hinzufügen</translation>
    </message>
    <message>
        <source>Remove Rows</source>
        <translation>Zeilen entfernen</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) changed</source>
        <translation>
            <numerusform>%n Zeile geändert</numerusform>
            <numerusform>%n Zeilen geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n added</source>
        <translation>
            <numerusform>%n hinzugefügt</numerusform>
            <numerusform>%n hinzugefügt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n removed</source>
        <translation>
            <numerusform>%n entfernt</numerusform>
            <numerusform>%n entfernt</numerusform>
        </translation>
    </message>
    <message>
        <source>A column needs a name.</source>
        <translation>Eine Spalte braucht einen Namen.</translation>
    </message>
    <message>
        <source>There is a column “%1” already; write into its cells.</source>
        <translation>Es gibt schon eine Spalte „%1“; schreiben Sie in ihre Zellen.</translation>
    </message>
    <message>
        <source>Add Column</source>
        <translation>Spalte hinzufügen</translation>
    </message>
</context>
<context>
    <name>assay::DatasetForm</name>
    <message>
        <source>Reading %1…</source>
        <translation>%1 wird gelesen …</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Purpose</source>
        <translation>&amp;Zweck</translation>
    </message>
    <message>
        <source>&amp;Leave out rows that cannot be read</source>
        <translation>&amp;Unlesbare Zeilen auslassen</translation>
    </message>
    <message>
        <source>&amp;Register</source>
        <translation>&amp;Registrieren</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Registering…</source>
        <translation>Wird angemeldet …</translation>
    </message>
    <message>
        <source>A file of this machine</source>
        <translation>Eine Datei dieses Rechners</translation>
    </message>
    <message>
        <source>Rows, entered here</source>
        <translation>Zeilen, hier eingegeben</translation>
    </message>
    <message>
        <source>An address that the server opens</source>
        <translation>Eine Adresse, die der Server öffnet</translation>
    </message>
    <message>
        <source>no file chosen</source>
        <translation>keine Datei gewählt</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;Aus</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Eine Datei wählen</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>A&amp;dresse</translation>
    </message>
    <message>
        <source>For example huggingface://datasets/NAME?split=train, https://HOST/rows.csv, file:///PATH, lsfs://PATH or data:text/csv,… Which of them it opens, the server&apos;s providers decide.</source>
        <translation>Zum Beispiel huggingface://datasets/NAME?split=train, https://HOST/rows.csv, file:///PFAD, lsfs://PFAD oder data:text/csv,… Welche davon er öffnet, bestimmen die Anbieter des Servers.</translation>
    </message>
    <message>
        <source>Ro&amp;ws</source>
        <translation>Z&amp;eilen</translation>
    </message>
    <message>
        <source>JSON objects, a line each, or an array of them</source>
        <translation>JSON-Objekte, je eine Zeile, oder ein Array davon</translation>
    </message>
    <message>
        <source>Pro&amp;vider</source>
        <translation>An&amp;bieter</translation>
    </message>
    <message>
        <source>the server&apos;s own choice</source>
        <translation>nach Wahl des Servers</translation>
    </message>
    <message>
        <source>&amp;Metadata</source>
        <translation>&amp;Metadaten</translation>
    </message>
    <message>
        <source>name = value, a line each</source>
        <translation>Name = Wert, je eine Zeile</translation>
    </message>
</context>
<context>
    <name>assay::DatasetListModel</name>
    <message>
        <source>Sent with the request</source>
        <translation>Mit der Anfrage gesendet</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Zweck</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>where a dataset comes from, and how far the server is with it</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>assay::DatasetReader</name>
    <message>
        <source>“%1” cannot be read: %2</source>
        <translation>„%1“ kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>Only the first %1 rows of “%2” were read: the server says that there are more but sends none.</source>
        <translation>Nur die ersten %1 Zeilen von „%2“ wurden gelesen: Der Server sagt, es gebe mehr, schickt aber keine.</translation>
    </message>
    <message>
        <source>Only the first %1 rows of “%2” were read: then the server sends the same rows again.</source>
        <translation>Nur die ersten %1 Zeilen von „%2“ wurden gelesen: Danach schickt der Server dieselben Zeilen noch einmal.</translation>
    </message>
</context>
<context>
    <name>assay::DatasetRowsModel</name>
    <message>
        <source>The server sends the same rows again; the list ends here.</source>
        <translation>Der Server sendet dieselben Zeilen noch einmal; die Liste endet hier.</translation>
    </message>
    <message>
        <source>The server says that there are more rows but sends none; the list ends here.</source>
        <translation>Der Server sagt, es gebe mehr Zeilen, sendet aber keine; die Liste endet hier.</translation>
    </message>
</context>
<context>
    <name>assay::DatasetRowsView</name>
    <message>
        <source>The Whole Row</source>
        <translation>Die ganze Zeile</translation>
    </message>
    <message>
        <source>Rows of “%1” have unsaved changes (%2). Save or discard them first.</source>
        <translation>Zeilen von „%1“ haben ungespeicherte Änderungen (%2). Speichern oder verwerfen Sie diese zuerst.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>Only the beginning is shown.</source>
        <translation>Nur der Anfang wird gezeigt.</translation>
    </message>
    <message>
        <source>Rows of %1 · SHA-256 %2</source>
        <translation>Zeilen von %1 · SHA-256 %2</translation>
    </message>
    <message>
        <source>Save or discard the changes first.</source>
        <translation>Speichern oder verwerfen Sie zuerst die Änderungen.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message numerus="yes">
        <source>Saved: “%1” has %n row(s) and is version %2.</source>
        <translation>
            <numerusform>Gespeichert: „%1“ hat %n Zeile und ist Version %2.</numerusform>
            <numerusform>Gespeichert: „%1“ hat %n Zeilen und ist Version %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>Append a File</source>
        <translation>Datei anhängen</translation>
    </message>
    <message>
        <source>Rows (*.jsonl *.ndjson *.json *.csv *.tsv);;All Files (*)</source>
        <translation>Zeilen (*.jsonl *.ndjson *.json *.csv *.tsv);;Alle Dateien (*)</translation>
    </message>
    <message numerus="yes">
        <source>Adding %n row(s) to “%1”…</source>
        <translation>
            <numerusform>%n Zeile wird zu „%1“ hinzugefügt …</numerusform>
            <numerusform>%n Zeilen werden zu „%1“ hinzugefügt …</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) added; counted anew, “%1” has %2.</source>
        <translation>
            <numerusform>%n Zeile hinzugefügt; neu gezählt hat „%1“ nun %2.</numerusform>
            <numerusform>%n Zeilen hinzugefügt; neu gezählt hat „%1“ nun %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>Add Row</source>
        <translation>Zeile hinzufügen</translation>
    </message>
    <message>
        <source>Remove Rows</source>
        <translation>Zeilen entfernen</translation>
    </message>
    <message>
        <source>Append a File…</source>
        <translation>Datei anhängen …</translation>
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
        <source>Save Rows</source>
        <translation>Zeilen speichern</translation>
    </message>
    <message>
        <source>Rows of the Dataset</source>
        <translation>Zeilen des Datensatzes</translation>
    </message>
    <message>
        <source>Rows of “%1” that were not saved are here again (%2).</source>
        <translation>Nicht gespeicherte Zeilen von „%1“ sind wieder da (%2).</translation>
    </message>
    <message>
        <source>Rows of “%1” were changed and not saved, at its version %2. It is another version now, so the changes are not put back.</source>
        <translation>Zeilen von „%1“ wurden in Version %2 geändert und nicht gespeichert. Jetzt ist es eine andere Version, daher werden die Änderungen nicht zurückgeholt.</translation>
    </message>
    <message>
        <source>of %1</source>
        <comment>behind the number of a version</comment>
        <translation>von %1</translation>
    </message>
    <message>
        <source>Version %1 of %2: these are the rows as they were. They are for reading only.</source>
        <translation>Version %1 von %2: So waren die Zeilen. Sie sind nur zum Lesen.</translation>
    </message>
    <message>
        <source>Version</source>
        <comment>before its number</comment>
        <translation>Version</translation>
    </message>
    <message>
        <source>Version of the Rows</source>
        <translation>Version der Zeilen</translation>
    </message>
    <message>
        <source>Rows of an earlier version are read only.</source>
        <translation>Zeilen einer früheren Version sind nur zum Lesen.</translation>
    </message>
    <message>
        <source>New column</source>
        <translation>Neue Spalte</translation>
    </message>
    <message>
        <source>Name of a New Column</source>
        <translation>Name einer neuen Spalte</translation>
    </message>
    <message>
        <source>Enter adds a column of this name.</source>
        <translation>Die Eingabetaste fügt eine Spalte dieses Namens hinzu.</translation>
    </message>
</context>
<context>
    <name>assay::DatasetsPage</name>
    <message>
        <source>Datasets</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>Register a File</source>
        <translation>Datei anmelden</translation>
    </message>
    <message>
        <source>Rows (*.jsonl *.ndjson *.json *.csv *.tsv);;All Files (*)</source>
        <translation>Zeilen (*.jsonl *.ndjson *.json *.csv *.tsv);;Alle Dateien (*)</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n row(s).</source>
        <translation>
            <numerusform>%1: %n Zeile.</numerusform>
            <numerusform>%1: %n Zeilen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out.</source>
        <translation>
            <numerusform>%n Zeile ausgelassen.</numerusform>
            <numerusform>%n Zeilen ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete Dataset</source>
        <translation>Datensatz löschen</translation>
    </message>
    <message>
        <source>Delete the dataset “%1” with its rows? Files that it came from stay.</source>
        <translation>Den Datensatz „%1“ mit seinen Zeilen löschen? Dateien, aus denen er kam, bleiben.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>The datasets cannot be listed</source>
        <translation>Die Datensätze lassen sich nicht auflisten</translation>
    </message>
    <message>
        <source>No datasets yet</source>
        <translation>Noch keine Datensätze</translation>
    </message>
    <message>
        <source>Drop a file with rows here, or choose one: JSON Lines, JSON, CSV or TSV.</source>
        <translation>Eine Datei mit Zeilen hierher ziehen oder wählen: JSON Lines, JSON, CSV oder TSV.</translation>
    </message>
    <message>
        <source>Register a File…</source>
        <translation>Datei anmelden…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>The benchmark “%1” is made; it is listed under the provider “assay”.</source>
        <translation>Der Benchmark „%1“ ist gemacht; er steht unter dem Provider „assay“.</translation>
    </message>
    <message>
        <source>Try Five Rows</source>
        <translation>Fünf Zeilen probieren</translation>
    </message>
    <message>
        <source>Chooses question and answer among the columns; runs ask the rows as they stand then.</source>
        <translation>Wählt Frage und Antwort unter den Spalten; Läufe fragen die Zeilen, wie sie dann sind.</translation>
    </message>
    <message>
        <source>Make a Benchmark…</source>
        <translation>Benchmark machen …</translation>
    </message>
    <message>
        <source>Rows that this server keeps under a name. The local engine copies them when a file is registered, so that a run can say which rows it saw.</source>
        <translation>Zeilen, die dieser Server unter einem Namen hält. Die lokale Engine kopiert sie, wenn eine Datei registriert wird, damit ein Lauf sagen kann, welche Zeilen er sah.</translation>
    </message>
    <message>
        <source>There is a benchmark “%1” already; choose another name.</source>
        <translation>Es gibt schon einen Benchmark „%1“; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Check for Duplicates…</source>
        <translation>Auf Doppelte prüfen …</translation>
    </message>
    <message>
        <source>Finds rows that occur twice, or in another dataset.</source>
        <translation>Findet Zeilen, die doppelt oder in einem anderen Datensatz vorkommen.</translation>
    </message>
    <message>
        <source>Archive the dataset “%1”? It leaves this list with its rows. %2 keeps them, and evaluations over them stay; it cannot be brought back from here.</source>
        <translation>Den Datensatz „%1“ archivieren? Er verlässt diese Liste mit seinen Zeilen. %2 behält sie, und Bewertungen darüber bleiben; von hier lässt er sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>Archive Dataset</source>
        <translation>Datensatz archivieren</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>“%1” is archived; %2 keeps it with its rows.</source>
        <translation>„%1“ ist archiviert; %2 behält ihn mit seinen Zeilen.</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>„%1“ ist gelöscht.</translation>
    </message>
    <message>
        <source>Archive…</source>
        <translation>Archivieren …</translation>
    </message>
    <message>
        <source>Its first run could not be started: %1</source>
        <translation>Sein erster Lauf konnte nicht gestartet werden: %1</translation>
    </message>
    <message>
        <source>Registers rows that are entered here, or an address that the server opens.</source>
        <translation>Meldet Zeilen an, die hier eingegeben werden, oder eine Adresse, die der Server öffnet.</translation>
    </message>
    <message>
        <source>Registers rows that are entered here.</source>
        <translation>Meldet Zeilen an, die hier eingegeben werden.</translation>
    </message>
    <message>
        <source>Enter…</source>
        <translation>Eingeben …</translation>
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
    <name>assay::DetailsDialog</name>
    <message>
        <source>Details of the Run</source>
        <translation>Angaben zum Lauf</translation>
    </message>
    <message>
        <source>nightly, release</source>
        <translation>nightly, release</translation>
    </message>
    <message>
        <source>Words with commas between them; they take the place of those that are there.</source>
        <translation>Wörter mit Kommas dazwischen; sie treten an die Stelle der vorhandenen.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Description:</source>
        <translation>Beschreibung:</translation>
    </message>
    <message>
        <source>Tags:</source>
        <translation>Schlagwörter:</translation>
    </message>
    <message>
        <source>Entries that the server keeps beside the run; the others of its entries stay. A value is a text, or a number, true, false, a list or an object as JSON writes them.</source>
        <translation>Einträge, die der Server neben dem Lauf hält; seine übrigen Einträge bleiben. Ein Wert ist ein Text oder eine Zahl, true, false, eine Liste oder ein Objekt in der Schreibweise von JSON.</translation>
    </message>
    <message>
        <source>Remove Entry</source>
        <translation>Eintrag entfernen</translation>
    </message>
    <message>
        <source>Metadata:</source>
        <translation>Metadaten:</translation>
    </message>
</context>
<context>
    <name>assay::DifferenceChart</name>
    <message>
        <source>Differences item by item, sorted</source>
        <translation>Unterschiede Aufgabe für Aufgabe, sortiert</translation>
    </message>
    <message>
        <source>One mark a part of the items, from the largest loss to the largest gain. Arrow keys go along them.</source>
        <translation>Eine Marke je Teil der Aufgaben, vom größten Verlust zum größten Gewinn. Pfeiltasten gehen an ihnen entlang.</translation>
    </message>
    <message>
        <source>The two runs share no item with a graded score.</source>
        <translation>Die zwei Läufe haben keine gemeinsame Aufgabe mit abgestuftem Wert.</translation>
    </message>
    <message>
        <source>Item %1 of %2</source>
        <translation>Aufgabe %1 von %2</translation>
    </message>
    <message>
        <source>difference %1</source>
        <translation>Unterschied %1</translation>
    </message>
    <message>
        <source>%1 lower, %2 the same, %3 higher</source>
        <comment>counts of items</comment>
        <translation>%1 niedriger, %2 gleich, %3 höher</translation>
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
    <name>assay::DocumentTabs</name>
    <message>
        <source>Close “%1”</source>
        <translation>„%1“ schließen</translation>
    </message>
</context>
<context>
    <name>assay::DotChart</name>
    <message>
        <source>Scores of the runs</source>
        <translation>Werte der Läufe</translation>
    </message>
    <message>
        <source>Dots by benchmark and run. Left and right go from run to run, up and down from benchmark to benchmark, T shows the numbers as a table.</source>
        <translation>Punkte je Benchmark und Lauf. Links und rechts gehen von Lauf zu Lauf, auf und ab von Benchmark zu Benchmark, T zeigt die Zahlen als Tabelle.</translation>
    </message>
    <message>
        <source>No run has a score that can be drawn.</source>
        <translation>Kein Lauf hat einen Wert, der sich zeichnen lässt.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>benchmark, run</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Untergrenze</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Obergrenze</translation>
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
        <source>Your unsaved changes are back. Undo is not; Earlier Versions and the server&apos;s state are.</source>
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
    <message>
        <source>Copy to Another Connection…</source>
        <translation>In eine andere Verbindung kopieren…</translation>
    </message>
</context>
<context>
    <name>assay::EndpointPanel</name>
    <message>
        <source>saved; type to replace it</source>
        <translation>gespeichert; zum Ersetzen tippen</translation>
    </message>
    <message>
        <source>Enter the address first: a key is only ever sent to its own address.</source>
        <translation>Geben Sie zuerst die Adresse ein: ein Schlüssel geht nur an seine eigene Adresse.</translation>
    </message>
    <message>
        <source>Will be kept in the system&apos;s keychain as “%1” and sent only to %2.</source>
        <translation>Wird als „%1“ im Schlüsselbund des Systems aufbewahrt und nur an %2 gesendet.</translation>
    </message>
    <message>
        <source>Kept in the system&apos;s keychain as “%1”; sent only to %2.</source>
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
        <source>Take Over What the Endpoint Serves</source>
        <translation>Angaben des Endpunkts übernehmen</translation>
    </message>
    <message>
        <source>Type a Key</source>
        <translation>Schlüssel eingeben</translation>
    </message>
    <message>
        <source>Key to Save</source>
        <translation>Schlüssel zum Speichern</translation>
    </message>
    <message>
        <source>Models It Serves</source>
        <translation>Angebotene Modelle</translation>
    </message>
    <message>
        <source>Save Key</source>
        <translation>Schlüssel speichern</translation>
    </message>
    <message>
        <source>often none if local</source>
        <translation>lokal oft keiner</translation>
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
        <source>%1 (provider&apos;s)</source>
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
    <message>
        <source>Change Share</source>
        <translation>Anteil ändern</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>share locked</source>
        <translation>Anteil gesperrt</translation>
    </message>
    <message>
        <source>share not locked</source>
        <translation>Anteil nicht gesperrt</translation>
    </message>
    <message>
        <source>What the weight makes of the whole. Type one: locked shares stay, the others share the rest</source>
        <translation>Was das Gewicht vom Ganzen ausmacht. Geben Sie einen ein: Gesperrte Anteile bleiben, die übrigen teilen sich den Rest</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>A locked share stays when another one is typed</source>
        <translation>Ein gesperrter Anteil bleibt, wenn ein anderer eingegeben wird</translation>
    </message>
</context>
<context>
    <name>assay::EvaluationDraft</name>
    <message numerus="yes">
        <source>%n row(s): %1</source>
        <translation>
            <numerusform>%n Zeile: %1</numerusform>
            <numerusform>%n Zeilen: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::EvaluationPage</name>
    <message numerus="yes">
        <source>%n more fault(s)</source>
        <translation>
            <numerusform>%n weiterer Fehler</numerusform>
            <numerusform>%n weitere Fehler</numerusform>
        </translation>
    </message>
    <message>
        <source>New Evaluation</source>
        <translation>Neue Auswertung</translation>
    </message>
    <message>
        <source>The evaluation “%1” is created.</source>
        <translation>Die Auswertung „%1“ ist angelegt.</translation>
    </message>
    <message>
        <source>The evaluation is being created…</source>
        <translation>Die Auswertung wird angelegt …</translation>
    </message>
    <message>
        <source>A new evaluation begins at once, is paid for by row and task, and cannot be stopped.</source>
        <translation>Eine neue Auswertung beginnt sofort, wird nach Zeile und Aufgabe bezahlt und lässt sich nicht anhalten.</translation>
    </message>
    <message>
        <source>No evaluations from here</source>
        <translation>Von hier aus keine Auswertungen</translation>
    </message>
    <message>
        <source>Tasks make and judge an answer for each row. “item.COLUMN”, and “{{item.COLUMN}}” within a text, stand for a column of the row or the result of another task.</source>
        <translation>Aufgaben erzeugen und beurteilen zu jeder Zeile eine Antwort. „item.SPALTE“, und „{{item.SPALTE}}“ in einem Text, stehen für eine Spalte der Zeile oder das Ergebnis einer anderen Aufgabe.</translation>
    </message>
    <message>
        <source>Create Evaluation</source>
        <translation>Auswertung anlegen</translation>
    </message>
</context>
<context>
    <name>assay::EvaluationTaskModel</name>
    <message>
        <source>%1 · %2</source>
        <comment>result and kind of a task</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>assay::FacetBar</name>
    <message>
        <source>%1 (%2)</source>
        <comment>a value and how many runs have it</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>None of the shown runs has one</source>
        <translation>Keiner der gezeigten Läufe hat etwas davon</translation>
    </message>
    <message numerus="yes">
        <source>%n more: type %1: into the filter</source>
        <translation>
            <numerusform>%n weiterer: %1: in den Filter eingeben</numerusform>
            <numerusform>%n weitere: %1: in den Filter eingeben</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a facet and what it filters by</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Filter by %1</source>
        <translation>Filtern nach %1</translation>
    </message>
</context>
<context>
    <name>assay::FacetBox</name>
    <message>
        <source>%1 (%2)</source>
        <comment>a choice and how many it leaves</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>assay::FacetModel</name>
    <message>
        <source>(none)</source>
        <translation>(nichts)</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(leer)</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Mean Score</source>
        <translation>Mittlerer Wert</translation>
    </message>
    <message>
        <source>95 % Interval</source>
        <translation>95-%-Intervall</translation>
    </message>
</context>
<context>
    <name>assay::FailedRunsModel</name>
    <message>
        <source>Run: %1</source>
        <translation>Lauf: %1</translation>
    </message>
</context>
<context>
    <name>assay::FileExchange</name>
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
</context>
<context>
    <name>assay::FilterLine</name>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Filter, for example state:failed model:llama* after:-7d score&lt;0.5</source>
        <translation>Filter, zum Beispiel state:failed model:llama* after:-7d score&lt;0.5</translation>
    </message>
    <message>
        <source>Filter Runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Words, or %1. A - in front means not.</source>
        <translation>Wörter oder %1. Ein - davor heißt: nicht.</translation>
    </message>
</context>
<context>
    <name>assay::FlipAnswers</name>
    <message>
        <source>What you see in the answer of %1:</source>
        <comment>a run; reasons and notes follow</comment>
        <translation>Was in der Antwort von %1 auffällt:</translation>
    </message>
    <message>
        <source>The connection of this run was taken out.</source>
        <translation>Die Verbindung dieses Laufs wurde entfernt.</translation>
    </message>
    <message>
        <source>The server does not have this item any more.</source>
        <translation>Der Server hat diese Aufgabe nicht mehr.</translation>
    </message>
</context>
<context>
    <name>assay::FlipChart</name>
    <message>
        <source>Items right and wrong in both runs</source>
        <translation>In beiden Läufen richtige und falsche Aufgaben</translation>
    </message>
    <message>
        <source>Four groups of items. Arrow keys go from group to group, Enter shows the items of one.</source>
        <translation>Vier Gruppen von Aufgaben. Pfeiltasten gehen von Gruppe zu Gruppe, Eingabe zeigt die Aufgaben der Gruppe.</translation>
    </message>
    <message>
        <source>The two runs share no item.</source>
        <translation>Die zwei Läufe haben keine gemeinsame Aufgabe.</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s), %1 %</source>
        <comment>items and their share of all</comment>
        <translation>
            <numerusform>%n Aufgabe, %1 %</numerusform>
            <numerusform>%n Aufgaben, %1 %</numerusform>
        </translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>Rows: %1</source>
        <comment>the run before</comment>
        <translation>Zeilen: %1</translation>
    </message>
    <message>
        <source>Columns: %1</source>
        <comment>the run after</comment>
        <translation>Spalten: %1</translation>
    </message>
</context>
<context>
    <name>assay::FlipItemsModel</name>
    <message>
        <source>%1, repeat %2</source>
        <comment>an item&apos;s key</comment>
        <translation>%1, Wiederholung %2</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>Notiert</translation>
    </message>
</context>
<context>
    <name>assay::FlipPictures</name>
    <message>
        <source>Every item is right or wrong: there is no spread to draw.</source>
        <translation>Jede Aufgabe ist richtig oder falsch: Es gibt keine Streuung zu zeichnen.</translation>
    </message>
    <message>
        <source>Item by item, sorted</source>
        <translation>Aufgabe für Aufgabe, sortiert</translation>
    </message>
    <message>
        <source>How the scores spread</source>
        <translation>Wie die Werte streuen</translation>
    </message>
    <message>
        <source>Kind of picture</source>
        <translation>Art des Bildes</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>Cumulative</source>
        <translation>Kumuliert</translation>
    </message>
</context>
<context>
    <name>assay::FlipsTab</name>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Run that is compared with the baseline</source>
        <translation>Lauf, der mit dem Vergleichslauf verglichen wird</translation>
    </message>
    <message>
        <source>Items that both runs have</source>
        <translation>Aufgaben, die beide Läufe haben</translation>
    </message>
    <message>
        <source>Show Differences</source>
        <translation>Unterschiede zeigen</translation>
    </message>
    <message>
        <source>Mark what only one of the two answers says (D)</source>
        <translation>Markieren, was nur eine der zwei Antworten sagt (D)</translation>
    </message>
    <message>
        <source>&amp;Benchmark:</source>
        <translation>&amp;Benchmark:</translation>
    </message>
    <message>
        <source>&amp;Run:</source>
        <translation>&amp;Lauf:</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s): %1</source>
        <comment>of one kind</comment>
        <translation>
            <numerusform>%n Aufgabe: %1</numerusform>
            <numerusform>%n Aufgaben: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 has no score here: %2.</source>
        <comment>a run and why</comment>
        <translation>%1 hat hier keinen Wert: %2.</translation>
    </message>
    <message>
        <source>%1 has no scores of single items.</source>
        <translation>%1 hat keine Werte einzelner Aufgaben.</translation>
    </message>
    <message>
        <source>%1 has no scores of single items. %2</source>
        <translation>%1 hat keine Werte einzelner Aufgaben. %2</translation>
    </message>
    <message>
        <source>The two runs share no item.</source>
        <translation>Die zwei Läufe haben keine gemeinsame Aufgabe.</translation>
    </message>
    <message>
        <source>Two runs are needed.</source>
        <translation>Zwei Läufe sind nötig.</translation>
    </message>
    <message>
        <source>There is no such item.</source>
        <translation>Diese Aufgabe gibt es nicht.</translation>
    </message>
    <message>
        <source>Choose an item to see both answers.</source>
        <translation>Eine Aufgabe wählen, um beide Antworten zu sehen.</translation>
    </message>
    <message>
        <source>Flips to Do</source>
        <translation>Offene Gekippte</translation>
    </message>
    <message>
        <source>Flips that nothing was noted about; each reason goes on to the next (U)</source>
        <translation>Gekippte Aufgaben, zu denen nichts notiert ist; jeder Grund führt weiter zur nächsten (U)</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Reasons, labels, tags, a note and the regression set</source>
        <translation>Gründe, Etiketten, Schlagwörter, eine Notiz und der Regressionssatz</translation>
    </message>
    <message>
        <source>J, K: next, previous · F: next failure · X: next flip · U: next flip to do · D: differences · 1–5: reason · R, W: right, wrong · N: note · T: tags · A: regression set · Ctrl+Z: undo</source>
        <translation>J, K: nächste, vorige · F: nächster Fehlschlag · X: nächste gekippte · U: nächste offene gekippte · D: Unterschiede · 1–5: Grund · R, W: richtig, falsch · N: Notiz · T: Schlagwörter · A: Regressionssatz · Strg+Z: rückgängig</translation>
    </message>
    <message>
        <source>J, K: next, previous · F: next failure · X: next flip · D: differences</source>
        <translation>J, K: nächste, vorige · F: nächster Fehlschlag · X: nächste gekippte · D: Unterschiede</translation>
    </message>
    <message>
        <source>Not kept: %1</source>
        <translation>Nicht gespeichert: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n flip(s) to do</source>
        <comment>how many of how many</comment>
        <translation>
            <numerusform>%1 von %n gekippten Aufgabe offen</numerusform>
            <numerusform>%1 von %n gekippten Aufgaben offen</numerusform>
        </translation>
    </message>
    <message>
        <source>Something was noted about every flip.</source>
        <translation>Zu jeder gekippten Aufgabe ist etwas notiert.</translation>
    </message>
    <message>
        <source>No item flipped.</source>
        <translation>Keine Aufgabe ist gekippt.</translation>
    </message>
    <message>
        <source>No flip of these is left to do.</source>
        <translation>Von diesen ist keine gekippte Aufgabe mehr offen.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>This metric measures: no item is right or wrong.</source>
        <translation>Diese Metrik misst: Keine Aufgabe ist richtig oder falsch.</translation>
    </message>
</context>
<context>
    <name>assay::GateBox</name>
    <message>
        <source>none</source>
        <comment>there is no gate</comment>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>assay::GatesStep</name>
    <message>
        <source>Gates</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>These gates belong to the collection “%1”. Servers do not read gates that a job gives for its collection; list its benchmarks in the job to change them.</source>
        <translation>Diese Schwellen gehören zur Sammlung „%1“. Server lesen keine Schwellen, die ein Auftrag für seine Sammlung angibt; zum Ändern die Benchmarks im Auftrag auflisten.</translation>
    </message>
    <message>
        <source>What must be reached?</source>
        <translation>Was muss erreicht werden?</translation>
    </message>
    <message>
        <source>Each gate in its metric&apos;s own unit. Without one a score is reported and not judged.</source>
        <translation>Jede Schwelle in der Einheit ihrer Metrik. Ohne Schwelle wird ein Wert berichtet und nicht beurteilt.</translation>
    </message>
    <message>
        <source>Gates of the Collection</source>
        <translation>Schwellen der Sammlung</translation>
    </message>
    <message>
        <source>List Its Benchmarks Here</source>
        <translation>Benchmarks hier auflisten</translation>
    </message>
</context>
<context>
    <name>assay::HeatLegend</name>
    <message>
        <source>%1 %2</source>
        <comment>a sign and what it means</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>higher</source>
        <translation>höher</translation>
    </message>
    <message>
        <source>could be chance</source>
        <translation>kann Zufall sein</translation>
    </message>
    <message>
        <source>lower</source>
        <translation>niedriger</translation>
    </message>
    <message>
        <source>uncertainty not known</source>
        <translation>Unsicherheit nicht bekannt</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>better, p &lt; 0.001</source>
        <translation>besser, p &lt; 0,001</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>worse, p &lt; 0.001</source>
        <translation>schlechter, p &lt; 0,001</translation>
    </message>
</context>
<context>
    <name>assay::HeatModel</name>
    <message>
        <source>%1, baseline</source>
        <comment>a run</comment>
        <translation>%1, Vergleichslauf</translation>
    </message>
    <message>
        <source>%1, %2, lower is better</source>
        <comment>benchmark, metric</comment>
        <translation>%1, %2, niedriger ist besser</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>benchmark, metric</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>low</source>
        <translation>Untergrenze</translation>
    </message>
    <message>
        <source>high</source>
        <translation>Obergrenze</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>p (Holm)</source>
        <translation>p (Holm)</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>benchmark and amount</comment>
        <translation>%1 %2</translation>
    </message>
    <message numerus="yes">
        <source>Smallest difference that this data can show: %1, and %n more benchmark(s)</source>
        <translation>
            <numerusform>Kleinster Unterschied, den diese Daten zeigen können: %1 und %n weiterer Benchmark</numerusform>
            <numerusform>Kleinster Unterschied, den diese Daten zeigen können: %1 und %n weitere Benchmarks</numerusform>
        </translation>
    </message>
    <message>
        <source>Smallest difference that this data can show: %1</source>
        <translation>Kleinster Unterschied, den diese Daten zeigen können: %1</translation>
    </message>
</context>
<context>
    <name>assay::HeatTab</name>
    <message>
        <source>&amp;Significant only</source>
        <translation>Nur &amp;signifikante</translation>
    </message>
    <message>
        <source>Only benchmarks with a difference that is no chance (G)</source>
        <translation>Nur Benchmarks mit einem Unterschied, der kein Zufall ist (G)</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>What can be done with this table</source>
        <translation>Was sich mit dieser Tabelle tun lässt</translation>
    </message>
    <message>
        <source>%1.</source>
        <comment>a sentence</comment>
        <translation>%1.</translation>
    </message>
    <message>
        <source>Copy &amp;Chosen Rows</source>
        <translation>Gewählte &amp;Zeilen kopieren</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) without a significant difference are not shown.</source>
        <translation>
            <numerusform>%n Zeile ohne signifikanten Unterschied wird nicht gezeigt.</numerusform>
            <numerusform>%n Zeilen ohne signifikanten Unterschied werden nicht gezeigt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::HeatView</name>
    <message>
        <source>Scores of the runs by benchmark</source>
        <translation>Werte der Läufe je Benchmark</translation>
    </message>
</context>
<context>
    <name>assay::HistoryChart</name>
    <message>
        <source>Scores over time</source>
        <translation>Werte im Zeitverlauf</translation>
    </message>
    <message>
        <source>One mark a run, oldest first. Arrow keys go from run to run, Enter opens it, T shows the numbers as a table.</source>
        <translation>Eine Marke je Lauf, der älteste zuerst. Pfeiltasten gehen von Lauf zu Lauf, Eingabe öffnet ihn, T zeigt die Zahlen als Tabelle.</translation>
    </message>
    <message>
        <source>No earlier run has this benchmark.</source>
        <translation>Kein früherer Lauf hat diesen Benchmark.</translation>
    </message>
    <message>
        <source>Not comparable with the run before: %1</source>
        <translation>Nicht mit dem Lauf davor vergleichbar: %1</translation>
    </message>
    <message>
        <source>Gate as it was</source>
        <translation>Damalige Schwelle</translation>
    </message>
    <message>
        <source>%1 · lower is better %2</source>
        <translation>%1 · niedriger ist besser %2</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
</context>
<context>
    <name>assay::HistoryDropModel</name>
    <message>
        <source>→ %1</source>
        <comment>the run to make again</comment>
        <translation>→ %1</translation>
    </message>
    <message>
        <source>no result</source>
        <translation>kein Ergebnis</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <comment>a score and its interval</comment>
        <translation>%1 (%2 bis %3)</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Changed from the run before</source>
        <translation>Geändert gegenüber dem vorigen Lauf</translation>
    </message>
</context>
<context>
    <name>assay::HistoryModel</name>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
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
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Not comparable with the run before</source>
        <translation>Nicht mit dem Lauf davor vergleichbar</translation>
    </message>
    <message>
        <source>%1 was not reported</source>
        <comment>a metric</comment>
        <translation>%1 wurde nicht gemeldet</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>no result</source>
        <translation>kein Ergebnis</translation>
    </message>
</context>
<context>
    <name>assay::HistoryTab</name>
    <message>
        <source>By &amp;date</source>
        <translation>Nach &amp;Datum</translation>
    </message>
    <message>
        <source>Distances follow the calendar instead of one step a run</source>
        <translation>Abstände folgen dem Kalender statt einem Schritt je Lauf</translation>
    </message>
    <message>
        <source>&amp;Benchmark:</source>
        <translation>&amp;Benchmark:</translation>
    </message>
    <message>
        <source>Model whose drop is looked for</source>
        <translation>Modell, nach dessen Abfall gesucht wird</translation>
    </message>
    <message>
        <source>Runs from the last good to the first bad one</source>
        <translation>Läufe vom letzten guten bis zum ersten schlechten</translation>
    </message>
    <message>
        <source>Where It Fell</source>
        <translation>Wo er fiel</translation>
    </message>
    <message>
        <source>Loading earlier runs…</source>
        <translation>Frühere Läufe werden geladen …</translation>
    </message>
    <message numerus="yes">
        <source>Shown are the newest %1 runs of each model, looked for among the newest %n run(s) of a connection.</source>
        <translation>
            <numerusform>Gezeigt werden die neuesten %1 Läufe jedes Modells, gesucht im neuesten Lauf (%n) einer Verbindung.</numerusform>
            <numerusform>Gezeigt werden die neuesten %1 Läufe jedes Modells, gesucht unter den neuesten %n Läufen einer Verbindung.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ImportListModel</name>
    <message>
        <source>Was there already</source>
        <translation>War schon da</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
</context>
<context>
    <name>assay::ImportPage</name>
    <message>
        <source>Import Results</source>
        <translation>Ergebnisse importieren</translation>
    </message>
    <message>
        <source>Import a Folder</source>
        <translation>Ordner importieren</translation>
    </message>
    <message>
        <source>Import Files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Results (*.json *.jsonl *.eval);;All Files (*)</source>
        <translation>Ergebnisse (*.json *.jsonl *.eval);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>It waits for another import to end.</source>
        <translation>Er wartet auf das Ende eines anderen Imports.</translation>
    </message>
    <message>
        <source>%1 of %2 files, %3 of %4.</source>
        <translation>%1 von %2 Dateien, %3 von %4.</translation>
    </message>
    <message>
        <source>The import is complete.</source>
        <translation>Der Import ist abgeschlossen.</translation>
    </message>
    <message>
        <source>The import was cancelled; what it had imported stays.</source>
        <translation>Der Import wurde abgebrochen; was er importiert hatte, bleibt.</translation>
    </message>
    <message>
        <source>The import ended early: %1</source>
        <translation>Der Import endete vorzeitig: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) imported.</source>
        <translation>
            <numerusform>%n Lauf importiert.</numerusform>
            <numerusform>%n Läufe importiert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were there already, with the same content.</source>
        <translation>
            <numerusform>%n Lauf war schon da, mit gleichem Inhalt.</numerusform>
            <numerusform>%n Läufe waren schon da, mit gleichem Inhalt.</numerusform>
        </translation>
    </message>
    <message>
        <source>No results were found.</source>
        <translation>Keine Ergebnisse gefunden.</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s).</source>
        <translation>
            <numerusform>%n Aufgabe.</numerusform>
            <numerusform>%n Aufgaben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are no results and were passed over.</source>
        <translation>
            <numerusform>%n Datei ist kein Ergebnis und wurde übergangen.</numerusform>
            <numerusform>%n Dateien sind keine Ergebnisse und wurden übergangen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n Problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop files or folders here, or choose them: results of lm-evaluation-harness with their samples, logs of Inspect (.eval and JSON), results of promptfoo, EvaluationCards. They are read where they are and known by what is in them.</source>
        <translation>Dateien oder Ordner hierher ziehen oder wählen: Ergebnisse von lm-evaluation-harness mit ihren Aufgaben, Protokolle von Inspect (.eval und JSON), Ergebnisse von promptfoo, EvaluationCards. Sie werden an ihrem Ort gelesen und an ihrem Inhalt erkannt.</translation>
    </message>
    <message>
        <source>Choose Files…</source>
        <translation>Dateien wählen …</translation>
    </message>
    <message>
        <source>Choose Folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Cancel Import</source>
        <translation>Import abbrechen</translation>
    </message>
    <message>
        <source>Open Run</source>
        <translation>Lauf öffnen</translation>
    </message>
    <message>
        <source>Import Progress</source>
        <translation>Fortschritt des Imports</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Runs of This Import</source>
        <translation>Läufe dieses Imports</translation>
    </message>
    <message>
        <source>Problems of This Import</source>
        <translation>Probleme dieses Imports</translation>
    </message>
</context>
<context>
    <name>assay::InlineInput</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
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
        <translation>Besteht bei</translation>
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
        <source>provider&apos;s own</source>
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
    <name>assay::JobEntries</name>
    <message>
        <source>Use Collection</source>
        <translation>Sammlung verwenden</translation>
    </message>
    <message numerus="yes">
        <source>Add %n benchmark(s)</source>
        <translation>
            <numerusform>%n Benchmark hinzufügen</numerusform>
            <numerusform>%n Benchmarks hinzufügen</numerusform>
        </translation>
    </message>
    <message>
        <source>List Benchmarks</source>
        <translation>Benchmarks auflisten</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 mit %2</translation>
    </message>
</context>
<context>
    <name>assay::JobFilterModel</name>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>%1 %2%3</source>
        <comment>a column that rows are sorted by: its name, up or down, and whether it is the first, second … key</comment>
        <translation>%1 %2%3</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>a group and how many runs it has</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>No benchmarks</source>
        <translation>Keine Benchmarks</translation>
    </message>
    <message>
        <source>No date</source>
        <translation>Kein Datum</translation>
    </message>
    <message>
        <source>Sent alone</source>
        <translation>Einzeln gesendet</translation>
    </message>
    <message>
        <source>Batch %1</source>
        <translation>Stapel %1</translation>
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
    <message>
        <source>✗ %1, deleted there</source>
        <comment>a connection whose server has the run no more</comment>
        <translation>✗ %1, dort gelöscht</translation>
    </message>
    <message>
        <source>%1, as of %2</source>
        <comment>a connection that was not heard yet, and how old what is known is, e.g. 8 s ago</comment>
        <translation>%1, Stand %2</translation>
    </message>
    <message>
        <source>vs Baseline</source>
        <translation>Gegen Vergleichslauf</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>✗ Gone</source>
        <comment>a run that its server has no more</comment>
        <translation>✗ Fort</translation>
    </message>
    <message>
        <source>The server has this run no more; what was known of it and your notes are kept. Delete takes them away, too.</source>
        <translation>Der Server hat diesen Lauf nicht mehr; was von ihm bekannt war und die eigenen Notizen bleiben erhalten. Löschen entfernt auch sie.</translation>
    </message>
    <message>
        <source>%1, archived</source>
        <comment>state of a run that its server has put away</comment>
        <translation>%1, archiviert</translation>
    </message>
</context>
<context>
    <name>assay::JobSender</name>
    <message numerus="yes">
        <source>%1 of %n run(s) were sent. %2</source>
        <translation>
            <numerusform>%1 von %n Lauf wurde gesendet. %2</numerusform>
            <numerusform>%1 von %n Läufen wurden gesendet. %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Leave Out What Was Sent</source>
        <translation>Gesendetes weglassen</translation>
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
        <translation>etwa %1</translation>
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
        <translation>Phase</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Time Left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>assay::LibraryRuns</name>
    <message>
        <source>Type a tag.</source>
        <translation>Ein Schlagwort eingeben.</translation>
    </message>
    <message numerus="yes">
        <source>A tag has at most %n character(s).</source>
        <translation>
            <numerusform>Ein Schlagwort hat höchstens %n Zeichen.</numerusform>
            <numerusform>Ein Schlagwort hat höchstens %n Zeichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>A tag holds no comma, quote or |: type one tag after the other.</source>
        <translation>Ein Schlagwort enthält kein Komma, Anführungszeichen oder |: ein Schlagwort nach dem anderen eingeben.</translation>
    </message>
    <message>
        <source>This run names no benchmarks, so nothing can be compared with it.</source>
        <translation>Dieser Lauf nennt keine Benchmarks, also lässt sich nichts mit ihm vergleichen.</translation>
    </message>
    <message>
        <source>The notes, tags and baselines are not read yet; try again in a moment.</source>
        <translation>Notizen, Schlagwörter und Vergleichsläufe sind noch nicht gelesen; gleich noch einmal versuchen.</translation>
    </message>
</context>
<context>
    <name>assay::LiveTab</name>
    <message>
        <source>Items done of the whole run</source>
        <translation>Erledigte Aufgaben des ganzen Laufs</translation>
    </message>
    <message>
        <source>Lanes, one a benchmark</source>
        <translation>Spuren, eine je Benchmark</translation>
    </message>
    <message>
        <source>Loading the run</source>
        <translation>Lauf wird geladen</translation>
    </message>
    <message>
        <source>%1. %2 items were asked.</source>
        <translation>%1. %2 Aufgaben wurden gestellt.</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>Waiting for a free slot.</source>
        <translation>Wartet auf einen freien Platz.</translation>
    </message>
    <message>
        <source>%1 of %2 items</source>
        <translation>%1 von %2 Aufgaben</translation>
    </message>
    <message>
        <source>%1 items so far</source>
        <translation>%1 Aufgaben bisher</translation>
    </message>
    <message>
        <source>%1, about %2 left</source>
        <translation>%1, noch etwa %2</translation>
    </message>
</context>
<context>
    <name>assay::LogBar</name>
    <message>
        <source>Benchmark whose log is shown</source>
        <translation>Benchmark, dessen Protokoll gezeigt wird</translation>
    </message>
    <message>
        <source>Lines by their level</source>
        <translation>Zeilen nach ihrer Stufe</translation>
    </message>
    <message>
        <source>Of the part of the log that is loaded. A line without a level belongs to the one before it.</source>
        <translation>Vom geladenen Teil des Protokolls. Eine Zeile ohne Stufe gehört zu der davor.</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>From information on</source>
        <translation>Ab Information</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>Stay at the end as new lines arrive (Ctrl+End).</source>
        <translation>Am Ende bleiben, wenn neue Zeilen kommen (Strg+Ende).</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>Umbrechen</translation>
    </message>
    <message>
        <source>Break long lines at the width of the window.</source>
        <translation>Lange Zeilen an der Fensterbreite umbrechen.</translation>
    </message>
    <message>
        <source>Save As…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Writes the whole log into a file.</source>
        <translation>Schreibt das ganze Protokoll in eine Datei.</translation>
    </message>
    <message>
        <source>Search in the log</source>
        <translation>Im Protokoll suchen</translation>
    </message>
    <message>
        <source>Regular Expression</source>
        <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
        <source>Read what is looked for as a regular expression.</source>
        <translation>Das Gesuchte als regulären Ausdruck lesen.</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>The match before this line (Shift+F3).</source>
        <translation>Der Treffer vor dieser Zeile (Umschalt+F3).</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>The match after this line (Enter, F3).</source>
        <translation>Der Treffer nach dieser Zeile (Eingabe, F3).</translation>
    </message>
    <message>
        <source>No regular expression: %1</source>
        <translation>Kein regulärer Ausdruck: %1</translation>
    </message>
    <message>
        <source>Stop Saving</source>
        <translation>Speichern abbrechen</translation>
    </message>
    <message>
        <source>Attempt whose log is shown</source>
        <translation>Versuch, dessen Protokoll gezeigt wird</translation>
    </message>
</context>
<context>
    <name>assay::LogTab</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%1 von %2 gezeigt</translation>
    </message>
    <message>
        <source>No Logs From This Server</source>
        <translation>Keine Protokolle von diesem Server</translation>
    </message>
    <message>
        <source>The Log Could Not Be Loaded</source>
        <translation>Das Protokoll ließ sich nicht laden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>The Log Is Empty</source>
        <translation>Das Protokoll ist leer</translation>
    </message>
    <message>
        <source>Lines appear here as soon as the benchmark writes some.</source>
        <translation>Zeilen erscheinen hier, sobald der Benchmark welche schreibt.</translation>
    </message>
    <message>
        <source>This benchmark wrote nothing.</source>
        <translation>Dieser Benchmark hat nichts geschrieben.</translation>
    </message>
    <message>
        <source>Loading the log</source>
        <translation>Protokoll wird geladen</translation>
    </message>
    <message>
        <source>No Benchmark Yet</source>
        <translation>Noch kein Benchmark</translation>
    </message>
    <message>
        <source>Position in the whole log</source>
        <translation>Stelle im ganzen Protokoll</translation>
    </message>
    <message>
        <source>Position in the whole log. The bar beside it moves in the part that is loaded.</source>
        <translation>Stelle im ganzen Protokoll. Die Leiste daneben bewegt sich im geladenen Teil.</translation>
    </message>
    <message>
        <source>Not found from here on.</source>
        <translation>Ab hier nicht gefunden.</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) match</source>
        <translation>
            <numerusform>%n Zeile passt</numerusform>
            <numerusform>%n Zeilen passen</numerusform>
        </translation>
    </message>
    <message>
        <source>Not found from here on; %1</source>
        <translation>Ab hier nicht gefunden; %1</translation>
    </message>
    <message>
        <source>%1 in the first %2 %</source>
        <translation>%1 in den ersten %2 %</translation>
    </message>
    <message>
        <source>%1 of %2 saved</source>
        <translation>%1 von %2 gespeichert</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>Nicht gespeichert: %1</translation>
    </message>
    <message>
        <source>Save the Log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>This server sends a log only as a whole: each look at it takes all of it over the network.</source>
        <translation>Dieser Server sendet ein Protokoll nur als Ganzes: Jeder Blick darauf holt alles über das Netz.</translation>
    </message>
    <message>
        <source>%1 of %2 loaded lines, %3</source>
        <translation>%1 von %2 geladenen Zeilen, %3</translation>
    </message>
    <message>
        <source>No Line of This Level</source>
        <translation>Keine Zeile dieser Stufe</translation>
    </message>
    <message numerus="yes">
        <source>None of the %n loaded line(s) has it.</source>
        <translation>
            <numerusform>Die eine geladene Zeile hat sie nicht.</numerusform>
            <numerusform>Keine der %n geladenen Zeilen hat sie.</numerusform>
        </translation>
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
        <translation>Einstellungen …</translation>
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
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>&amp;Problems</source>
        <translation>&amp;Probleme</translation>
    </message>
    <message>
        <source>The window&apos;s layout cannot be kept: %1</source>
        <translation>Die Anordnung des Fensters kann nicht aufgehoben werden: %1</translation>
    </message>
    <message>
        <source>Assay did not start well the last two times, so it started without the tabs that were open.</source>
        <translation>Assay ist die letzten zwei Male nicht gut gestartet und deshalb ohne die Reiter gestartet, die offen waren.</translation>
    </message>
    <message>
        <source>Open Them</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Forget Them</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>Save, in an editor</source>
        <translation>Speichern, in einem Editor</translation>
    </message>
    <message>
        <source>Undo, in an editor</source>
        <translation>Rückgängig, in einem Editor</translation>
    </message>
    <message>
        <source>Redo, in an editor</source>
        <translation>Wiederholen, in einem Editor</translation>
    </message>
    <message>
        <source>Quick Fix, in an editor</source>
        <translation>Schnell beheben, in einem Editor</translation>
    </message>
    <message>
        <source>Theme: High Contrast</source>
        <translation>Farbschema: Hoher Kontrast</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>&amp;Metrics</source>
        <translation>&amp;Metriken</translation>
    </message>
    <message>
        <source>Compare with Previous</source>
        <translation>Mit vorigem vergleichen</translation>
    </message>
    <message>
        <source>&amp;Import Results…</source>
        <translation>Ergebnisse &amp;importieren …</translation>
    </message>
    <message>
        <source>Report or &amp;Export…</source>
        <translation>Bericht oder &amp;Export …</translation>
    </message>
    <message>
        <source>There is nothing to report on here; open a run or a comparison, or choose runs in the list.</source>
        <translation>Hier gibt es nichts zu berichten; einen Lauf oder Vergleich öffnen oder Läufe in der Liste wählen.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Compar&amp;e</source>
        <translation>Ver&amp;gleichen</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>&amp;Datasets</source>
        <translation>&amp;Datensätze</translation>
    </message>
    <message>
        <source>Rerank</source>
        <translation>Reranking</translation>
    </message>
    <message>
        <source>Reran&amp;k</source>
        <translation>Reran&amp;king</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Tr&amp;aining</source>
        <translation>Tr&amp;aining</translation>
    </message>
    <message>
        <source>Server Benchmarks</source>
        <translation>Server-Benchmarks</translation>
    </message>
    <message>
        <source>Server &amp;Benchmarks</source>
        <translation>Server-&amp;Benchmarks</translation>
    </message>
    <message>
        <source>New Evaluation</source>
        <translation>Neue Auswertung</translation>
    </message>
    <message>
        <source>New E&amp;valuation</source>
        <translation>Neue Aus&amp;wertung</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>Saved Re&amp;ports</source>
        <translation>Gespeicherte Be&amp;richte</translation>
    </message>
    <message>
        <source>Try the &amp;Demo Run</source>
        <translation>&amp;Vorführung ansehen</translation>
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
    <name>assay::MetadataModel</name>
    <message>
        <source>Name of a new entry</source>
        <translation>Name eines neuen Eintrags</translation>
    </message>
    <message>
        <source>Value of a new entry</source>
        <translation>Wert eines neuen Eintrags</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Metadata: enter a name for the value “%1”, or remove its row.</source>
        <translation>Metadaten: Geben Sie einen Namen für den Wert „%1“ ein oder entfernen Sie die Zeile.</translation>
    </message>
    <message>
        <source>Metadata: “%1” is there twice; give each entry a name of its own.</source>
        <translation>Metadaten: „%1“ ist doppelt vorhanden; geben Sie jedem Eintrag einen eigenen Namen.</translation>
    </message>
</context>
<context>
    <name>assay::MetricForm</name>
    <message>
        <source>“%1” is no number; write one, or leave it empty for an open end.</source>
        <translation>„%1“ ist keine Zahl; schreiben Sie eine, oder lassen Sie das Feld für ein offenes Ende leer.</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>Muster</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Unit as text</source>
        <translation>Einheit als Text</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>Kleinster Wert</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>Größter Wert</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>Nachkommastellen</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>Intervall</translation>
    </message>
    <message>
        <source>As providers spell them, separated by commas.</source>
        <translation>Wie Anbieter sie schreiben, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>A regular expression over the whole name, in lower case.</source>
        <translation>Ein regulärer Ausdruck über den ganzen Namen, in Kleinbuchstaben.</translation>
    </message>
    <message>
        <source>For screens and reports.</source>
        <translation>Für Bildschirm und Berichte.</translation>
    </message>
    <message>
        <source>Values keep the unit they are reported in.</source>
        <translation>Werte behalten die Einheit, in der sie berichtet werden.</translation>
    </message>
    <message>
        <source>For a unit that is not in the list, for example USD.</source>
        <translation>Für eine Einheit, die nicht in der Liste steht, zum Beispiel USD.</translation>
    </message>
    <message>
        <source>Empty: no lower end.</source>
        <translation>Leer: kein unteres Ende.</translation>
    </message>
    <message>
        <source>Empty: no upper end.</source>
        <translation>Leer: kein oberes Ende.</translation>
    </message>
    <message>
        <source>Decides what a gate asks for and which way a bar is good.</source>
        <translation>Entscheidet, was eine Schwelle verlangt und in welcher Richtung ein Balken gut ist.</translation>
    </message>
    <message>
        <source>Digits after the point.</source>
        <translation>Stellen nach dem Komma.</translation>
    </message>
    <message>
        <source>How the uncertainty is computed.</source>
        <translation>Wie die Unsicherheit berechnet wird.</translation>
    </message>
    <message>
        <source>↑ Higher is better</source>
        <translation>↑ Mehr ist besser</translation>
    </message>
    <message>
        <source>↓ Lower is better</source>
        <translation>↓ Weniger ist besser</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
</context>
<context>
    <name>assay::MetricTableModel</name>
    <message>
        <source>Ratio, 0 to 1</source>
        <translation>Anteil, 0 bis 1</translation>
    </message>
    <message>
        <source>Percent, 0 to 100</source>
        <translation>Prozent, 0 bis 100</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>Tokens je Sekunde</translation>
    </message>
    <message>
        <source>Per second</source>
        <translation>Je Sekunde</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>No known scale</source>
        <translation>Keine bekannte Skala</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Wilson, a share of items</source>
        <translation>Wilson, ein Anteil der Aufgaben</translation>
    </message>
    <message>
        <source>Normal, from the standard error</source>
        <translation>Normal, aus dem Standardfehler</translation>
    </message>
    <message>
        <source>Bootstrap over the items</source>
        <translation>Bootstrap über die Aufgaben</translation>
    </message>
    <message>
        <source>None, an exact count</source>
        <translation>Keines, eine genaue Zahl</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>↓ lower is better</source>
        <translation>↓ weniger ist besser</translation>
    </message>
    <message>
        <source>↑ higher is better</source>
        <translation>↑ mehr ist besser</translation>
    </message>
    <message>
        <source>Assay</source>
        <translation>Assay</translation>
    </message>
    <message>
        <source>Yours, changed</source>
        <translation>Von Ihnen geändert</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Von Ihnen</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>Nachkommastellen</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>Intervall</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Change Metric</source>
        <translation>Metrik ändern</translation>
    </message>
    <message>
        <source>Add Metric</source>
        <translation>Metrik hinzufügen</translation>
    </message>
    <message>
        <source>Reset Metric</source>
        <translation>Metrik zurücksetzen</translation>
    </message>
    <message>
        <source>Remove Metric</source>
        <translation>Metrik entfernen</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>lowest and highest value</comment>
        <translation>%1 bis %2</translation>
    </message>
</context>
<context>
    <name>assay::MetricsPage</name>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>Nothing Found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>No metric matches “%1”.</source>
        <translation>Keine Metrik passt zu „%1“.</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>This one is as it came with the program.</source>
        <translation>Diese ist so, wie sie mit dem Programm kam.</translation>
    </message>
    <message>
        <source>%1 Mend the file with a text editor or move it away, then start Assay again; until then nothing here can be changed.</source>
        <translation>%1 Reparieren Sie die Datei mit einem Texteditor oder schaffen Sie sie beiseite, und starten Sie Assay neu; bis dahin kann hier nichts geändert werden.</translation>
    </message>
    <message>
        <source>Search metrics</source>
        <translation>Metriken suchen</translation>
    </message>
    <message>
        <source>Search Metrics</source>
        <translation>Metriken suchen</translation>
    </message>
    <message>
        <source>Add Metric</source>
        <translation>Metrik hinzufügen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
</context>
<context>
    <name>assay::MetricsTab</name>
    <message>
        <source>All metrics of the run</source>
        <translation>Alle Metriken des Laufs</translation>
    </message>
    <message>
        <source>Search benchmarks and metrics</source>
        <translation>Benchmarks und Metriken suchen</translation>
    </message>
    <message>
        <source>Say What It Means…</source>
        <translation>Bedeutung festlegen …</translation>
    </message>
    <message>
        <source>Opens the metric dictionary at the chosen metric: its unit, range and direction, for all runs.</source>
        <translation>Öffnet das Metrikwörterbuch bei der gewählten Metrik: ihre Einheit, ihr Bereich und ihre Richtung, für alle Läufe.</translation>
    </message>
    <message>
        <source>Copy Rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>The chosen rows, or all that are shown, as text with tabs (Ctrl+C).</source>
        <translation>Die gewählten Zeilen oder alle gezeigten, als Text mit Tabulatoren (Strg+C).</translation>
    </message>
    <message numerus="yes">
        <source>%n metric(s)</source>
        <translation>
            <numerusform>%n Metrik</numerusform>
            <numerusform>%n Metriken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n metric(s)</source>
        <translation>
            <numerusform>%1 von %n Metrik</numerusform>
            <numerusform>%1 von %n Metriken</numerusform>
        </translation>
    </message>
    <message>
        <source>Loading the metrics</source>
        <translation>Metriken werden geladen</translation>
    </message>
    <message>
        <source>No Metrics Yet</source>
        <translation>Noch keine Metriken</translation>
    </message>
    <message>
        <source>No benchmark of this run has reported a result.</source>
        <translation>Kein Benchmark dieses Laufs hat ein Ergebnis gemeldet.</translation>
    </message>
    <message>
        <source>No Metric Matches</source>
        <translation>Keine Metrik passt</translation>
    </message>
    <message>
        <source>Each word must occur in the name of the benchmark or of the metric.</source>
        <translation>Jedes Wort muss im Namen des Benchmarks oder der Metrik vorkommen.</translation>
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
        <source>%1 is not ready yet.</source>
        <translation>%1 ist noch nicht bereit.</translation>
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
    <message>
        <source>Open Job</source>
        <translation>Auftrag öffnen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of an earlier batch were not sent, or it is not known whether they were.</source>
        <translation>
            <numerusform>%n Lauf eines früheren Stapels wurde nicht gesendet, oder das ist nicht bekannt.</numerusform>
            <numerusform>%n Läufe eines früheren Stapels wurden nicht gesendet, oder das ist nicht bekannt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Go On</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Forget Them</source>
        <translation>Vergessen</translation>
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
        <source>Recipes…</source>
        <translation>Rezepte …</translation>
    </message>
    <message>
        <source>Keep this job to run it again, or take one that was kept (Ctrl+S)</source>
        <translation>Diesen Auftrag für später behalten oder einen behaltenen nehmen (Strg+S)</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were sent as they were written then. What is written here now was not.</source>
        <translation>
            <numerusform>%n Lauf wurde so gesendet, wie er damals geschrieben war. Was jetzt hier steht, wurde nicht gesendet.</numerusform>
            <numerusform>%n Läufe wurden so gesendet, wie sie damals geschrieben waren. Was jetzt hier steht, wurde nicht gesendet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::OverlapCheck</name>
    <message>
        <source>The pairs cannot be listed. %1</source>
        <translation>Die Paare können nicht aufgeführt werden. %1</translation>
    </message>
    <message>
        <source>Reading “%1”…</source>
        <translation>„%1“ wird gelesen …</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Wird verglichen …</translation>
    </message>
    <message>
        <source>Reading the rows that were found…</source>
        <translation>Die gefundenen Zeilen werden gelesen …</translation>
    </message>
</context>
<context>
    <name>assay::OverlapDialog</name>
    <message>
        <source>Duplicates and Leaks of “%1”</source>
        <translation>Doppelte und Lecks von „%1“</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Pairs of Rows</source>
        <translation>Paare von Zeilen</translation>
    </message>
    <message>
        <source>&amp;Save as CSV…</source>
        <translation>Als CSV &amp;speichern …</translation>
    </message>
    <message>
        <source>C&amp;heck</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>%1 Rows: %2</source>
        <translation>%1 Zeilen: %2</translation>
    </message>
    <message>
        <source>Cancelled; nothing was found out.</source>
        <translation>Abgebrochen; es wurde nichts herausgefunden.</translation>
    </message>
    <message>
        <source>Case, white space and most punctuation do not count. Questions that were rephrased or translated are not found this way.</source>
        <translation>Groß- und Kleinschreibung, Leerraum und die meisten Satzzeichen zählen nicht. Umformulierte oder übersetzte Fragen werden so nicht gefunden.</translation>
    </message>
    <message>
        <source>Nothing compared</source>
        <translation>Nichts verglichen</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>No pairs to show</source>
        <translation>Keine Paare zu zeigen</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Noch nicht geprüft</translation>
    </message>
    <message>
        <source>%1-duplicates.csv</source>
        <translation>%1-doppelte.csv</translation>
    </message>
    <message>
        <source>%1-in-%2.csv</source>
        <translation>%1-in-%2.csv</translation>
    </message>
    <message>
        <source>Save the Pairs</source>
        <translation>Paare speichern</translation>
    </message>
    <message>
        <source>CSV Tables (*.csv)</source>
        <translation>CSV-Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>assay::OverlapForm</name>
    <message>
        <source>Compare &amp;with:</source>
        <translation>Vergleichen &amp;mit:</translation>
    </message>
    <message>
        <source>Column &amp;here:</source>
        <translation>Spalte &amp;hier:</translation>
    </message>
    <message>
        <source>Column &amp;there:</source>
        <translation>Spalte &amp;dort:</translation>
    </message>
    <message>
        <source>&amp;Find:</source>
        <translation>&amp;Finden:</translation>
    </message>
    <message>
        <source>13 is usual: the check of GPT-3 and that of lm-evaluation-harness take so many. Fewer words find more, and more that is chance.</source>
        <translation>Üblich sind 13: So viele nehmen die Prüfung von GPT-3 und die von lm-evaluation-harness. Weniger Wörter finden mehr, und mehr, was Zufall ist.</translation>
    </message>
    <message>
        <source>Words in a &amp;row:</source>
        <translation>&amp;Wörter hintereinander:</translation>
    </message>
    <message>
        <source>itself: rows that are there twice</source>
        <translation>sich selbst: Zeilen, die doppelt vorkommen</translation>
    </message>
    <message>
        <source>equal rows and shared words</source>
        <translation>gleiche Zeilen und gemeinsame Wörter</translation>
    </message>
    <message>
        <source>equal rows only</source>
        <translation>nur gleiche Zeilen</translation>
    </message>
    <message>
        <source>shared words only</source>
        <translation>nur gemeinsame Wörter</translation>
    </message>
    <message>
        <source>all columns together</source>
        <translation>alle Spalten zusammen</translation>
    </message>
    <message>
        <source>The columns of “%1” cannot be read: %2</source>
        <translation>Die Spalten von „%1“ können nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>“%1” has no rows.</source>
        <translation>„%1“ hat keine Zeilen.</translation>
    </message>
</context>
<context>
    <name>assay::OverlapModel</name>
    <message>
        <source>Row %1 of “%2”</source>
        <translation>Zeile %1 von „%2“</translation>
    </message>
    <message>
        <source>Word for word</source>
        <translation>Wort für Wort</translation>
    </message>
    <message>
        <source>Shared words</source>
        <translation>Gemeinsame Wörter</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Row in %1</source>
        <translation>Zeile in %1</translation>
    </message>
    <message>
        <source>Earlier Row</source>
        <translation>Frühere Zeile</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>assay::OverlapPairs</name>
    <message>
        <source>Row of This Dataset</source>
        <translation>Zeile dieses Datensatzes</translation>
    </message>
    <message>
        <source>Row That It Is Like</source>
        <translation>Zeile, der sie gleicht</translation>
    </message>
</context>
<context>
    <name>assay::OverviewTab</name>
    <message>
        <source>Scores and gates as a table</source>
        <translation>Werte und Schwellen als Tabelle</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) failed.</source>
        <translation>
            <numerusform>%n Benchmark ist gescheitert.</numerusform>
            <numerusform>%n Benchmarks sind gescheitert.</numerusform>
        </translation>
    </message>
    <message>
        <source>No benchmark has a score yet. The Live tab shows how far each of them is.</source>
        <translation>Noch kein Benchmark hat einen Wert. Der Reiter „Live“ zeigt, wie weit jeder ist.</translation>
    </message>
    <message>
        <source>The run was cancelled before any benchmark had a score.</source>
        <translation>Der Lauf wurde abgebrochen, bevor ein Benchmark einen Wert hatte.</translation>
    </message>
    <message>
        <source>Shown as last known. %1</source>
        <translation>Gezeigt wird der letzte bekannte Stand. %1</translation>
    </message>
    <message>
        <source>This Run Could Not Be Loaded</source>
        <translation>Dieser Lauf ließ sich nicht laden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading the run</source>
        <translation>Lauf wird geladen</translation>
    </message>
    <message>
        <source>No Benchmark Yet</source>
        <translation>Noch kein Benchmark</translation>
    </message>
    <message>
        <source>The server has not named this run&apos;s benchmarks yet.</source>
        <translation>Der Server hat die Benchmarks dieses Laufs noch nicht genannt.</translation>
    </message>
    <message>
        <source>This run ended without any benchmark.</source>
        <translation>Dieser Lauf endete ohne einen Benchmark.</translation>
    </message>
    <message>
        <source>%1 Likely cause: %2 What helps: %3</source>
        <translation>%1 Wahrscheinliche Ursache: %2 Was hilft: %3</translation>
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
    <name>assay::PlaceRow</name>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Open the folder of “%1”</source>
        <translation>Den Ordner von „%1“ öffnen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Delete “%1”</source>
        <translation>„%1“ löschen</translation>
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
    <name>assay::PlanStep</name>
    <message numerus="yes">
        <source>%n run(s), one for each target; this is the plan of the first.</source>
        <translation>
            <numerusform>%n Lauf, einer für jedes Ziel; dies ist der Plan des ersten.</numerusform>
            <numerusform>%n Läufe, einer für jedes Ziel; dies ist der Plan des ersten.</numerusform>
        </translation>
    </message>
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
        <translation>Als Sammlung %1 gesendet; deren eigene Schwellen gelten.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) together: %1</source>
        <translation>
            <numerusform>%n Lauf zusammen: %1</numerusform>
            <numerusform>%n Läufe zusammen: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>What the server will do</source>
        <translation>Was der Server tun wird</translation>
    </message>
    <message>
        <source>Cost: %1</source>
        <translation>Kosten: %1</translation>
    </message>
    <message>
        <source>Cost: not known. %1</source>
        <translation>Kosten: nicht bekannt. %1</translation>
    </message>
    <message>
        <source>Enter Price…</source>
        <translation>Preis eintragen …</translation>
    </message>
    <message>
        <source>What the model costs for a million tokens. All prices are in the settings.</source>
        <translation>Was das Modell für eine Million Token kostet. Alle Preise stehen in den Einstellungen.</translation>
    </message>
</context>
<context>
    <name>assay::PlanTab</name>
    <message>
        <source>Provenance</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
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
        <translation>Adresse des Modells</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>Key used</source>
        <translation>Verwendeter Schlüssel</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Collection as of</source>
        <translation>Stand der Sammlung</translation>
    </message>
    <message>
        <source>MLflow experiment</source>
        <translation>MLflow-Experiment</translation>
    </message>
    <message>
        <source>MLflow experiment id</source>
        <translation>Kennung des MLflow-Experiments</translation>
    </message>
    <message>
        <source>MLflow page</source>
        <translation>MLflow-Seite</translation>
    </message>
    <message>
        <source>%1: MLflow run</source>
        <translation>%1: MLflow-Lauf</translation>
    </message>
    <message>
        <source>%1: logs</source>
        <translation>%1: Protokolle</translation>
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
    <message>
        <source>%1: %2</source>
        <comment>benchmark and what is told of it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: answers</source>
        <comment>benchmark</comment>
        <translation>%1: Antworten</translation>
    </message>
    <message>
        <source>stored by run %1 (%2), model %3; no model was asked</source>
        <translation>gespeichert von Lauf %1 (%2), Modell %3; kein Modell wurde gefragt</translation>
    </message>
    <message>
        <source>%1: judge</source>
        <comment>benchmark</comment>
        <translation>%1: Richter</translation>
    </message>
    <message>
        <source>%1 at %2; answers without a score: %3</source>
        <extracomment>model, address, number</extracomment>
        <translation>%1 unter %2; Antworten ohne Bewertung: %3</translation>
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
    <name>assay::PriceField</name>
    <message>
        <source>Price of %1 for a million tokens</source>
        <translation>Preis von %1 für eine Million Token</translation>
    </message>
    <message>
        <source>&amp;Prompt:</source>
        <translation>&amp;Prompt:</translation>
    </message>
    <message>
        <source>&amp;Answer:</source>
        <translation>&amp;Antwort:</translation>
    </message>
    <message>
        <source>&amp;Currency:</source>
        <translation>&amp;Währung:</translation>
    </message>
    <message>
        <source>Price of a million prompt tokens</source>
        <translation>Preis einer Million Token des Prompts</translation>
    </message>
    <message>
        <source>Price of a million answer tokens</source>
        <translation>Preis einer Million Token der Antwort</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>Keep Price</source>
        <translation>Preis merken</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>assay::PriceListModel</name>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>The entry does not count before it has both prices; a model that costs nothing has 0.</source>
        <translation>Der Eintrag zählt erst mit beiden Preisen; ein Modell, das nichts kostet, hat 0.</translation>
    </message>
    <message>
        <source>The model&apos;s name as jobs have it; * stands for any characters, and the most specific entry counts.</source>
        <translation>Der Name des Modells, wie ihn Aufträge haben; * steht für beliebige Zeichen, und der genaueste Eintrag zählt.</translation>
    </message>
    <message>
        <source>Three letters, like USD or EUR; currencies are never converted.</source>
        <translation>Drei Buchstaben, wie USD oder EUR; Währungen werden nie umgerechnet.</translation>
    </message>
    <message>
        <source>For each request, beside its tokens; most ask nothing.</source>
        <translation>Für jede Anfrage, neben ihren Token; die meisten verlangen nichts.</translation>
    </message>
    <message>
        <source>For a million tokens.</source>
        <translation>Für eine Million Token.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>Prompt, per Million</source>
        <translation>Prompt, je Million</translation>
    </message>
    <message>
        <source>Answer, per Million</source>
        <translation>Antwort, je Million</translation>
    </message>
    <message>
        <source>Per Request</source>
        <translation>Je Anfrage</translation>
    </message>
    <message>
        <source>Model: enter the model&apos;s name, or a pattern like gpt-*.</source>
        <translation>Modell: Tragen Sie den Namen des Modells ein, oder ein Muster wie gpt-*.</translation>
    </message>
    <message>
        <source>Model: the name has more than %1 characters.</source>
        <translation>Modell: Der Name hat mehr als %1 Zeichen.</translation>
    </message>
    <message>
        <source>Currency: “%1” is none; enter three letters, like USD.</source>
        <translation>Währung: „%1“ ist keine; tragen Sie drei Buchstaben ein, wie USD.</translation>
    </message>
    <message>
        <source>Price of the prompt</source>
        <translation>Preis des Prompts</translation>
    </message>
    <message>
        <source>Price of the answer</source>
        <translation>Preis der Antwort</translation>
    </message>
    <message>
        <source>Price of a request</source>
        <translation>Preis einer Anfrage</translation>
    </message>
    <message>
        <source>%1: enter a number, like %2; 0 if it costs nothing.</source>
        <translation>%1: Tragen Sie eine Zahl ein, wie %2; 0, wenn es nichts kostet.</translation>
    </message>
    <message>
        <source>%1: “%2” is no number; write it like %3.</source>
        <translation>%1: „%2“ ist keine Zahl; schreiben Sie sie wie %3.</translation>
    </message>
    <message>
        <source>%1: enter 0 or more.</source>
        <translation>%1: Tragen Sie 0 oder mehr ein.</translation>
    </message>
    <message>
        <source>%1: enter %2 at most.</source>
        <translation>%1: Tragen Sie höchstens %2 ein.</translation>
    </message>
    <message>
        <source>Model: “%1” has a price already; change that one.</source>
        <translation>Modell: „%1“ hat schon einen Preis; ändern Sie diesen.</translation>
    </message>
    <message>
        <source>Change Price</source>
        <translation>Preis ändern</translation>
    </message>
    <message>
        <source>Add Price</source>
        <translation>Preis hinzufügen</translation>
    </message>
    <message>
        <source>The saved prices are not read yet; try again in a moment.</source>
        <translation>Die gespeicherten Preise sind noch nicht gelesen; versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Remove Price</source>
        <translation>Preis entfernen</translation>
    </message>
    <message>
        <source>The prices are not saved. %1</source>
        <translation>Die Preise sind nicht gespeichert. %1</translation>
    </message>
</context>
<context>
    <name>assay::PricesRow</name>
    <message>
        <source>Prices of models</source>
        <translation>Preise von Modellen</translation>
    </message>
    <message>
        <source>What asking a model costs, for the plan of a job, for runs and for comparisons. Nothing is known here before you enter it. A name may have * for any characters; of several that fit, the most specific counts.</source>
        <translation>Was das Fragen eines Modells kostet, für den Plan eines Auftrags, für Läufe und für Vergleiche. Nichts ist hier bekannt, bevor Sie es eintragen. Ein Name darf * für beliebige Zeichen haben; von mehreren, die passen, zählt der genaueste.</translation>
    </message>
    <message>
        <source>No price is entered yet: costs are shown as not known.</source>
        <translation>Noch ist kein Preis eingetragen: Kosten werden als nicht bekannt gezeigt.</translation>
    </message>
    <message>
        <source>Add Price</source>
        <translation>Preis hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
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
    <name>assay::ProblemsPanel</name>
    <message>
        <source>No problem matches the filter.</source>
        <translation>Kein Problem passt zum Filter.</translation>
    </message>
    <message numerus="yes">
        <source>No problems in the open documents, and no run failed in the last %n day(s).</source>
        <translation>
            <numerusform>Keine Probleme in den offenen Dokumenten, und kein Lauf ist am letzten Tag gescheitert.</numerusform>
            <numerusform>Keine Probleme in den offenen Dokumenten, und kein Lauf ist in den letzten %n Tagen gescheitert.</numerusform>
        </translation>
    </message>
    <message>
        <source>This document is read only.</source>
        <translation>Dieses Dokument kann nur gelesen werden.</translation>
    </message>
    <message>
        <source>Only a person can decide this.</source>
        <translation>Das kann nur ein Mensch entscheiden.</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Filter problems</source>
        <translation>Probleme filtern</translation>
    </message>
    <message>
        <source>Filter Problems</source>
        <translation>Probleme filtern</translation>
    </message>
    <message>
        <source>Go There</source>
        <translation>Dorthin gehen</translation>
    </message>
    <message>
        <source>Quick Fix</source>
        <translation>Schnell beheben</translation>
    </message>
</context>
<context>
    <name>assay::ProfilePages</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>What was decided here, the window&apos;s layout and its open tabs.</source>
        <translation>Was hier entschieden wurde, die Anordnung des Fensters und seine offenen Reiter.</translation>
    </message>
    <message>
        <source>Drafts and earlier versions</source>
        <translation>Entwürfe und frühere Fassungen</translation>
    </message>
    <message>
        <source>Work that was not saved on a server, and what documents were before.</source>
        <translation>Arbeit, die auf keinem Server gespeichert wurde, und was Dokumente vorher waren.</translation>
    </message>
    <message>
        <source>All drafts and all earlier versions on this computer are deleted for good. What is open in a tab, and what servers have, stays.</source>
        <translation>Alle Entwürfe und alle früheren Fassungen auf diesem Rechner werden endgültig gelöscht. Was in einem Reiter offen ist und was Server haben, bleibt.</translation>
    </message>
    <message>
        <source>Runs of the local engine</source>
        <translation>Läufe der lokalen Maschine</translation>
    </message>
    <message>
        <source>Jobs, results, samples, logs and the engine&apos;s own log. Runs are deleted on the page Runs.</source>
        <translation>Aufträge, Ergebnisse, Aufgaben, Protokolle und das Protokoll der Maschine selbst. Läufe werden auf der Seite Läufe gelöscht.</translation>
    </message>
    <message>
        <source>Keys of servers and models</source>
        <translation>Schlüssel von Servern und Modellen</translation>
    </message>
    <message>
        <source>Only in the system&apos;s keychain, each bound to its address. They are changed and forgotten where they are used: on the page Connections, and for a new job.</source>
        <translation>Nur im Schlüsselbund des Systems, jeder an seine Adresse gebunden. Sie werden dort geändert und vergessen, wo sie gebraucht werden: auf der Seite Verbindungen und bei einem neuen Auftrag.</translation>
    </message>
    <message>
        <source>Metric dictionary</source>
        <translation>Metrikwörterbuch</translation>
    </message>
    <message>
        <source>What you have said about metrics, for the window, for assayctl and for reports.</source>
        <translation>Was Sie über Metriken gesagt haben, für das Fenster, für assayctl und für Berichte.</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>Anderswo</translation>
    </message>
    <message>
        <source>Nothing is sent but what you ask for: to the connections, the models and the data sources that you name.</source>
        <translation>Nichts wird gesendet außer dem, was Sie verlangen: an die Verbindungen, Modelle und Datenquellen, die Sie nennen.</translation>
    </message>
    <message>
        <source>The engine ends what runs, leaves, and starts with its new settings.</source>
        <translation>Die Maschine beendet, was läuft, geht und startet mit ihren neuen Einstellungen.</translation>
    </message>
</context>
<context>
    <name>assay::ProviderEditorPage</name>
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
    <message>
        <source>Trial</source>
        <translation>Probe</translation>
    </message>
</context>
<context>
    <name>assay::QuickLook</name>
    <message>
        <source>Tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Notiz: %1</translation>
    </message>
    <message>
        <source>Close Quick Look</source>
        <translation>Schnellansicht schließen</translation>
    </message>
</context>
<context>
    <name>assay::ReasonModel</name>
    <message numerus="yes">
        <source>%n sample(s)</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
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
<context>
    <name>assay::RecipesDialog</name>
    <message>
        <source>Recipes</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>A recipe keeps a job with its targets, to be run again. Keys are never part of it, only their names.</source>
        <translation>Ein Rezept bewahrt einen Auftrag mit seinen Zielen für spätere Läufe. Schlüssel gehören nie dazu, nur ihre Namen.</translation>
    </message>
    <message>
        <source>Compose From It</source>
        <translation>Daraus zusammenstellen</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Keep This Job</source>
        <translation>Auftrag &amp;behalten</translation>
    </message>
    <message>
        <source>Re&amp;name Chosen</source>
        <translation>Gewähltes &amp;umbenennen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importieren …</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>E&amp;xportieren …</translation>
    </message>
    <message>
        <source>“%1” is kept.</source>
        <translation>„%1“ ist aufbewahrt.</translation>
    </message>
    <message>
        <source>“%1” is called “%2” now.</source>
        <translation>„%1“ heißt jetzt „%2“.</translation>
    </message>
    <message>
        <source>“%1” is removed.</source>
        <translation>„%1“ ist entfernt.</translation>
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
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>YAML (*.yaml)</source>
        <translation>YAML (*.yaml)</translation>
    </message>
    <message>
        <source>Written to %1.</source>
        <translation>Nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>&amp;Replace It by This Job</source>
        <translation>Durch diesen Auftrag e&amp;rsetzen</translation>
    </message>
</context>
<context>
    <name>assay::RegressionSet</name>
    <message>
        <source>The set is in %1.</source>
        <translation>Der Satz steht in %1.</translation>
    </message>
    <message>
        <source>Give the benchmark a name with letters or digits.</source>
        <translation>Dem Benchmark einen Namen mit Buchstaben oder Ziffern geben.</translation>
    </message>
    <message>
        <source>The set has no sample with a prompt and a target yet: choose a sample and press A.</source>
        <translation>Der Satz hat noch keine Aufgabe mit Prompt und Zielantwort: eine Aufgabe wählen und A drücken.</translation>
    </message>
    <message>
        <source>The benchmark %1 is made: choose it under the provider assay in a new job.</source>
        <translation>Der Benchmark %1 ist erstellt: ihn in einem neuen Auftrag unter dem Anbieter assay wählen.</translation>
    </message>
</context>
<context>
    <name>assay::ReplayModel</name>
    <message>
        <source>– none</source>
        <translation>– keines</translation>
    </message>
    <message>
        <source>✓ pass</source>
        <translation>✓ bestanden</translation>
    </message>
    <message>
        <source>✗ fail</source>
        <translation>✗ nicht bestanden</translation>
    </message>
    <message>
        <source>Type a gate here to try it; it changes the document, not the run</source>
        <translation>Hier eine Schwelle zum Ausprobieren eingeben; das ändert das Dokument, nicht den Lauf</translation>
    </message>
    <message>
        <source>Run or Benchmark</source>
        <translation>Lauf oder Benchmark</translation>
    </message>
    <message>
        <source>Model or Metric</source>
        <translation>Modell oder Metrik</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Gate Then</source>
        <translation>Schwelle damals</translation>
    </message>
    <message>
        <source>Verdict Then</source>
        <translation>Urteil damals</translation>
    </message>
    <message>
        <source>Gate Now</source>
        <translation>Schwelle jetzt</translation>
    </message>
    <message>
        <source>Verdict Now</source>
        <translation>Urteil jetzt</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>run and date</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 (the run&apos;s own)</source>
        <translation>%1 (die des Laufs)</translation>
    </message>
    <message numerus="yes">
        <source>– %n benchmark(s) not in this run</source>
        <translation>
            <numerusform>– %n Benchmark fehlt in diesem Lauf</numerusform>
            <numerusform>– %n Benchmarks fehlen in diesem Lauf</numerusform>
        </translation>
    </message>
    <message>
        <source>– not in this run</source>
        <translation>– nicht in diesem Lauf</translation>
    </message>
    <message>
        <source>%1, changed</source>
        <translation>%1, geändert</translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) of the run are not in the collection</source>
        <translation>
            <numerusform>%n Benchmark des Laufs ist nicht in der Sammlung</numerusform>
            <numerusform>%n Benchmarks des Laufs sind nicht in der Sammlung</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose runs to see what they would come to under these gates.</source>
        <translation>Wählen Sie Läufe, um zu sehen, wie sie unter diesen Schwellen ausgingen.</translation>
    </message>
    <message numerus="yes">
        <source>None of %n chosen run(s) gets another verdict.</source>
        <translation>
            <numerusform>Der gewählte Lauf bekommt kein anderes Urteil.</numerusform>
            <numerusform>Keiner der %n gewählten Läufe bekommt ein anderes Urteil.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n chosen run(s) get another verdict: %2 fail now, %3 pass now.</source>
        <translation>
            <numerusform>%1 von %n gewähltem Lauf bekommt ein anderes Urteil: %2 jetzt nicht bestanden, %3 jetzt bestanden.</numerusform>
            <numerusform>%1 von %n gewählten Läufen bekommen ein anderes Urteil: %2 jetzt nicht bestanden, %3 jetzt bestanden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) lack a benchmark of the collection and get no verdict as a whole.</source>
        <translation>
            <numerusform>%n Lauf fehlt ein Benchmark der Sammlung; als Ganzes bekommt er kein Urteil.</numerusform>
            <numerusform>%n Läufen fehlt ein Benchmark der Sammlung; als Ganzes bekommen sie kein Urteil.</numerusform>
        </translation>
    </message>
    <message>
        <source>Only the newest %1 of %2 runs were looked at.</source>
        <translation>Nur die neuesten %1 von %2 Läufen wurden angesehen.</translation>
    </message>
</context>
<context>
    <name>assay::ReplayTab</name>
    <message>
        <source>No Runs to Replay</source>
        <translation>Keine Läufe zum Nachprüfen</translation>
    </message>
    <message>
        <source>The Runs Cannot Be Read</source>
        <translation>Die Läufe sind nicht lesbar</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Nochmals versuchen</translation>
    </message>
    <message>
        <source>No finished run has a result of a benchmark of this collection.</source>
        <translation>Kein beendeter Lauf hat ein Ergebnis zu einem Benchmark dieser Sammlung.</translation>
    </message>
    <message>
        <source>Look Again</source>
        <translation>Nochmals ansehen</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Stored Runs under These Gates</source>
        <translation>Gespeicherte Läufe unter diesen Schwellen</translation>
    </message>
    <message>
        <source>Read Runs Again</source>
        <translation>Läufe neu lesen</translation>
    </message>
</context>
<context>
    <name>assay::ReportListPage</name>
    <message>
        <source>Reports</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>Saved reports</source>
        <translation>Gespeicherte Berichte</translation>
    </message>
    <message>
        <source>&amp;Open File</source>
        <translation>Datei &amp;öffnen</translation>
    </message>
    <message>
        <source>Show Fol&amp;der</source>
        <translation>Or&amp;dner zeigen</translation>
    </message>
    <message>
        <source>Make &amp;Anew</source>
        <translation>&amp;Neu machen</translation>
    </message>
    <message>
        <source>A report on the same runs, with what is known of them now.</source>
        <translation>Ein Bericht über dieselben Läufe, mit dem, was jetzt von ihnen bekannt ist.</translation>
    </message>
    <message>
        <source>Fo&amp;rget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>Takes it out of this list; the file stays.</source>
        <translation>Nimmt ihn aus dieser Liste; die Datei bleibt.</translation>
    </message>
    <message>
        <source>The Reports Cannot Be Loaded</source>
        <translation>Die Berichte lassen sich nicht laden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading reports</source>
        <translation>Berichte werden geladen</translation>
    </message>
    <message>
        <source>No Report Yet</source>
        <translation>Noch kein Bericht</translation>
    </message>
    <message>
        <source>Open a run or a comparison, or choose runs in the list, and press Ctrl+E: reports that you save are listed here.</source>
        <translation>Öffnen Sie einen Lauf oder einen Vergleich, oder wählen Sie Läufe in der Liste, und drücken Sie Strg+E: Berichte, die Sie speichern, stehen hier.</translation>
    </message>
    <message>
        <source>%1 is not there any more. The report can be made anew from its runs.</source>
        <translation>%1 ist nicht mehr da. Der Bericht lässt sich aus seinen Läufen neu machen.</translation>
    </message>
    <message>
        <source>Make Anew</source>
        <translation>Neu machen</translation>
    </message>
    <message>
        <source>“%1” is forgotten. Its file stays.</source>
        <translation>„%1“ ist vergessen. Die Datei bleibt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>assay::ReportModel</name>
    <message>
        <source>The connection of run %1 was taken out; add it again to make the report.</source>
        <translation>Die Verbindung des Laufs %1 wurde entfernt; für den Bericht wieder hinzufügen.</translation>
    </message>
</context>
<context>
    <name>assay::ReportPage</name>
    <message numerus="yes">
        <source>Report: %n runs compared</source>
        <translation>
            <numerusform>Bericht: %n Lauf verglichen</numerusform>
            <numerusform>Bericht: %n Läufe verglichen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Report: %n run(s)</source>
        <translation>
            <numerusform>Bericht: %n Lauf</numerusform>
            <numerusform>Bericht: %n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>Pages for print, with charts.</source>
        <translation>Seiten zum Drucken, mit Diagrammen.</translation>
    </message>
    <message>
        <source>One file for any browser, with charts, without scripts. The preview shows it as it prints.</source>
        <translation>Eine Datei für jeden Browser, mit Diagrammen, ohne Skripte. Die Vorschau zeigt sie, wie sie gedruckt wird.</translation>
    </message>
    <message>
        <source>Tables and text for a repository, an issue or a wiki.</source>
        <translation>Tabellen und Text für ein Repository, ein Issue oder ein Wiki.</translation>
    </message>
    <message>
        <source>One row for each metric, numbers in full, for spreadsheets.</source>
        <translation>Eine Zeile je Metrik, Zahlen ungekürzt, für Tabellenkalkulationen.</translation>
    </message>
    <message>
        <source>Everything, for programs, and as a baseline for assayctl run --gate.</source>
        <translation>Alles, für Programme und als Vergleichslauf für assayctl run --gate.</translation>
    </message>
    <message>
        <source>One test case for each gate, for build servers.</source>
        <translation>Ein Testfall je Schwelle, für Build-Server.</translation>
    </message>
    <message>
        <source>No Report</source>
        <translation>Kein Bericht</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Reading the Runs…</source>
        <translation>Läufe werden gelesen …</translation>
    </message>
    <message>
        <source>The report shows here once they are read.</source>
        <translation>Der Bericht erscheint hier, sobald sie gelesen sind.</translation>
    </message>
    <message>
        <source>%1
… the file holds the rest.</source>
        <translation>%1
… den Rest enthält die Datei.</translation>
    </message>
    <message>
        <source>Save Report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Choose Another Place…</source>
        <translation>Anderen Ort wählen …</translation>
    </message>
    <message>
        <source>The report is saved: %1</source>
        <translation>Der Bericht ist gespeichert: %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show Folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>The report is copied as Markdown.</source>
        <translation>Der Bericht ist als Markdown kopiert.</translation>
    </message>
    <message>
        <source>&amp;Contents</source>
        <translation>&amp;Inhalt</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Full Report</source>
        <translation>Voller Bericht</translation>
    </message>
    <message>
        <source>Tables Only</source>
        <translation>Nur Tabellen</translation>
    </message>
    <message>
        <source>HTML</source>
        <translation>HTML</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>JUnit XML</source>
        <translation>JUnit XML</translation>
    </message>
    <message>
        <source>&amp;Texts of changed items</source>
        <translation>&amp;Texte geänderter Aufgaben</translation>
    </message>
    <message>
        <source>&amp;Job files to run it again</source>
        <translation>&amp;Auftragsdateien zum erneuten Ausführen</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern …</translation>
    </message>
    <message>
        <source>Copy as &amp;Markdown</source>
        <translation>Als &amp;Markdown kopieren</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Title of the report</source>
        <translation>Titel des Berichts</translation>
    </message>
    <message>
        <source>The report is saved, but not listed under Reports: %1</source>
        <translation>Der Bericht ist gespeichert, steht aber nicht unter Berichte: %1</translation>
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
        <translation>Nach Pfad, Status, Trace-Id filtern …</translation>
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
    <name>assay::RerankModel</name>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Punktzahl</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Was</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>“%1” is no picture&apos;s address: begin it with https://, http:// or data:, or enter the whole path of a file.</source>
        <translation>„%1“ ist keine Adresse eines Bildes: Beginnen Sie sie mit https://, http:// oder data:, oder tragen Sie den ganzen Pfad einer Datei ein.</translation>
    </message>
    <message>
        <source>The pictures are longer than %1 MiB together; ask about fewer at once.</source>
        <translation>Die Bilder sind zusammen länger als %1 MiB; fragen Sie nach weniger auf einmal.</translation>
    </message>
</context>
<context>
    <name>assay::RerankPage</name>
    <message>
        <source>Rerank</source>
        <translation>Reranking</translation>
    </message>
    <message>
        <source>The model is putting them in order…</source>
        <translation>Das Modell ordnet sie …</translation>
    </message>
    <message>
        <source>Nothing to rerank with</source>
        <translation>Nichts zum Neuordnen</translation>
    </message>
    <message>
        <source>No order yet</source>
        <translation>Noch keine Reihenfolge</translation>
    </message>
    <message>
        <source>Enter a query and some items, a line each; the most relevant come first.</source>
        <translation>Eine Anfrage und einige Einträge eingeben, je eine Zeile; die relevantesten kommen zuerst.</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Query</source>
        <translation>&amp;Anfrage</translation>
    </message>
    <message>
        <source>&amp;Items</source>
        <translation>&amp;Einträge</translation>
    </message>
    <message>
        <source>&amp;At most</source>
        <translation>&amp;Höchstens</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Put in Order</source>
        <translation>Ordnen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>Items in Order</source>
        <translation>Geordnete Einträge</translation>
    </message>
    <message>
        <source>Picture as the Query</source>
        <translation>Bild als Anfrage</translation>
    </message>
    <message>
        <source>Picture as an Item</source>
        <translation>Bild als Eintrag</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.gif *.webp);;All Files (*)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.gif *.webp);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Items in the order of their relevance to a query, as a model of this server sees it. A line that begins with “image:” is the address of a picture, or the path of one on this machine.</source>
        <translation>Einträge in der Reihenfolge ihrer Bedeutung für eine Anfrage, wie ein Modell dieses Servers sie sieht. Eine Zeile, die mit „image:“ beginnt, ist die Adresse eines Bildes oder der Pfad eines Bildes auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Picture…</source>
        <translation>Bild …</translation>
    </message>
    <message>
        <source>Add Picture…</source>
        <translation>Bild hinzufügen …</translation>
    </message>
    <message>
        <source>Choose a picture as the query</source>
        <translation>Ein Bild als Anfrage wählen</translation>
    </message>
    <message>
        <source>Add a picture to the items</source>
        <translation>Ein Bild zu den Einträgen hinzufügen</translation>
    </message>
</context>
<context>
    <name>assay::RescorePanel</name>
    <message>
        <source>Scores the stored answers by another function. The model is not asked; the result is a run of its own, to be compared with this one.</source>
        <translation>Bewertet die gespeicherten Antworten mit einer anderen Funktion. Das Modell wird nicht gefragt; das Ergebnis ist ein eigener Lauf, zum Vergleich mit diesem.</translation>
    </message>
    <message>
        <source>&amp;Score by</source>
        <translation>Be&amp;werten nach</translation>
    </message>
    <message>
        <source>Na&amp;me of the run</source>
        <translation>Na&amp;me des Laufs</translation>
    </message>
    <message>
        <source>&amp;Benchmarks</source>
        <translation>&amp;Benchmarks</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>Name des Laufs</translation>
    </message>
    <message>
        <source>Benchmarks whose answers are scored again</source>
        <translation>Benchmarks, deren Antworten neu bewertet werden</translation>
    </message>
    <message>
        <source>Score Again</source>
        <translation>Neu bewerten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>It has not ended.</source>
        <translation>Er ist nicht zu Ende.</translation>
    </message>
    <message>
        <source>%1, scored by %2</source>
        <extracomment>name of a run, scoring function</extracomment>
        <translation>%1, bewertet nach %2</translation>
    </message>
</context>
<context>
    <name>assay::ResultChart</name>
    <message>
        <source>Scores and gates</source>
        <translation>Werte und Schwellen</translation>
    </message>
    <message>
        <source>Bars by benchmark. Arrow keys go from bar to bar, Enter shows its samples, T shows the numbers as a table.</source>
        <translation>Balken je Benchmark. Pfeiltasten gehen von Balken zu Balken, Eingabe zeigt die Aufgaben, T zeigt die Zahlen als Tabelle.</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>%1 to %2 of %3 benchmarks</source>
        <translation>%1 bis %2 von %3 Benchmarks</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>What can be done with this chart</source>
        <translation>Was sich mit diesem Diagramm tun lässt</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Untergrenze</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Obergrenze</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
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
        <translation>Was die Statistik zum Wert und seiner Schwelle sagt.</translation>
    </message>
    <message>
        <source>What the server&apos;s own rule said, which looks at the score alone.</source>
        <translation>Was die eigene Regel des Servers sagte, die nur den Wert ansieht.</translation>
    </message>
    <message>
        <source>Answers in which no scorer found what it looked for.</source>
        <translation>Antworten, in denen keine Bewertung fand, was sie suchte.</translation>
    </message>
    <message>
        <source>Where the score would lie for other samples of the same kind, %1 times in 100.</source>
        <translation>Wo der Wert bei anderen Aufgaben derselben Art läge, %1 von 100 Malen.</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Bar</source>
        <translation>Balken</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>%1 % Interval</source>
        <translation>%1-%-Intervall</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
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
        <translation>Server sagt</translation>
    </message>
    <message>
        <source>Not Extracted</source>
        <translation>Nicht extrahiert</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
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
    <name>assay::RunActions</name>
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
    <message numerus="yes">
        <source>At most %n run(s) are compared at once; choose fewer.</source>
        <translation>
            <numerusform>Höchstens %n Lauf wird auf einmal verglichen; weniger wählen.</numerusform>
            <numerusform>Höchstens %n Läufe werden auf einmal verglichen; weniger wählen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose two or more runs, or one that has a baseline.</source>
        <translation>Zwei oder mehr Läufe wählen, oder einen mit Vergleichslauf.</translation>
    </message>
    <message>
        <source>Compare (C): the baseline comes first</source>
        <translation>Vergleichen (C): Der Vergleichslauf kommt zuerst</translation>
    </message>
    <message>
        <source>Note (N)</source>
        <translation>Notiz (N)</translation>
    </message>
    <message>
        <source>Choose one run to write its note.</source>
        <translation>Einen Lauf wählen, um seine Notiz zu schreiben.</translation>
    </message>
    <message>
        <source>Unset Baseline</source>
        <translation>Vergleichslauf aufheben</translation>
    </message>
    <message>
        <source>Set as Baseline</source>
        <translation>Als Vergleichslauf setzen</translation>
    </message>
    <message>
        <source>Choose a failed run on a server that runs failed benchmarks again.</source>
        <translation>Einen fehlgeschlagenen Lauf auf einem Server wählen, der fehlgeschlagene Benchmarks erneut ausführt.</translation>
    </message>
    <message>
        <source>Runs are compared with this one (B unsets it)</source>
        <translation>Läufe werden mit diesem verglichen (B hebt es auf)</translation>
    </message>
    <message>
        <source>Compare other runs of %1 with this one (B)</source>
        <translation>Andere Läufe von %1 mit diesem vergleichen (B)</translation>
    </message>
    <message>
        <source>Set as Baseline for %1 Models</source>
        <translation>Als Vergleichslauf für %1-Modelle setzen</translation>
    </message>
    <message>
        <source>Choose one run that others are to be compared with.</source>
        <translation>Einen Lauf wählen, mit dem andere verglichen werden sollen.</translation>
    </message>
    <message>
        <source>Set as Baseline for Its Models</source>
        <translation>Als Vergleichslauf für seine Modellfamilie setzen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) chosen</source>
        <translation>
            <numerusform>%n Lauf gewählt</numerusform>
            <numerusform>%n Läufe gewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag for %n run(s):</source>
        <translation>
            <numerusform>Schlagwort für %n Lauf:</numerusform>
            <numerusform>Schlagwort für %n Läufe:</numerusform>
        </translation>
    </message>
    <message>
        <source>Add Tag</source>
        <translation>Schlagwort hinzufügen</translation>
    </message>
    <message>
        <source>Tag to take away:</source>
        <translation>Zu entfernendes Schlagwort:</translation>
    </message>
    <message>
        <source>Remove Tag</source>
        <translation>Schlagwort entfernen</translation>
    </message>
    <message>
        <source>You gave these runs the tags %1. The server&apos;s own stay.</source>
        <translation>Eigene Schlagwörter dieser Läufe: %1. Die des Servers bleiben.</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>Notiz:</translation>
    </message>
    <message>
        <source>Save Note</source>
        <translation>Notiz speichern</translation>
    </message>
    <message>
        <source>“%1” was not started again. %2</source>
        <translation>„%1“ wurde nicht erneut gestartet. %2</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Tag…</source>
        <translation>Schlagwort …</translation>
    </message>
    <message>
        <source>Remove Tag…</source>
        <translation>Schlagwort entfernen …</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Notiz …</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Retry Failed</source>
        <translation>Fehlgeschlagene wiederholen</translation>
    </message>
    <message>
        <source>Your own tag, beside the server&apos;s</source>
        <translation>Eigenes Schlagwort, neben denen des Servers</translation>
    </message>
</context>
<context>
    <name>assay::RunHeader</name>
    <message>
        <source>Statistics say</source>
        <translation>Statistik sagt</translation>
    </message>
    <message>
        <source>Server said</source>
        <translation>Server sagte</translation>
    </message>
    <message>
        <source>Cancel Run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>Run Again With…</source>
        <translation>Erneut ausführen mit …</translation>
    </message>
    <message>
        <source>Copy as Text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen …</translation>
    </message>
    <message>
        <source>Stops asking the model. What is finished stays.</source>
        <translation>Fragt das Modell nicht weiter. Was fertig ist, bleibt.</translation>
    </message>
    <message>
        <source>Opens a new job with the same settings, to be changed before it starts.</source>
        <translation>Öffnet einen neuen Auftrag mit denselben Einstellungen, die sich vor dem Start ändern lassen.</translation>
    </message>
    <message>
        <source>Run not loaded</source>
        <translation>Lauf nicht geladen</translation>
    </message>
    <message>
        <source>Loading the run</source>
        <translation>Lauf wird geladen</translation>
    </message>
    <message>
        <source>model %1</source>
        <translation>Modell %1</translation>
    </message>
    <message>
        <source>collection %1</source>
        <translation>Sammlung %1</translation>
    </message>
    <message>
        <source>Retry Failed</source>
        <translation>Fehlgeschlagene wiederholen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>Vergleichen …</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Bericht …</translation>
    </message>
    <message numerus="yes">
        <source>Runs %n benchmark(s) again that failed or were cancelled, inside this run (Ctrl+Shift+R).</source>
        <translation>
            <numerusform>Führt %n fehlgeschlagenen oder abgebrochenen Benchmark innerhalb dieses Laufs erneut aus (Strg+Umschalt+R).</numerusform>
            <numerusform>Führt %n fehlgeschlagene oder abgebrochene Benchmarks innerhalb dieses Laufs erneut aus (Strg+Umschalt+R).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Runs %n benchmark(s) again that failed or were cancelled, as a run of their own that is shown together with this one (Ctrl+Shift+R).</source>
        <translation>
            <numerusform>Führt %n fehlgeschlagenen oder abgebrochenen Benchmark erneut aus, als eigenen Lauf, der mit diesem zusammen gezeigt wird (Strg+Umschalt+R).</numerusform>
            <numerusform>Führt %n fehlgeschlagene oder abgebrochene Benchmarks erneut aus, als eigenen Lauf, der mit diesem zusammen gezeigt wird (Strg+Umschalt+R).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n of Them</source>
        <translation>
            <numerusform>Diesen einen Benchmark</numerusform>
            <numerusform>Alle %n</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>benchmark and its state</comment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>Tries %n benchmark(s) of run %1 again. That page shows both as one run.</source>
        <translation>
            <numerusform>Wiederholt %n Benchmark des Laufs %1. Dessen Seite zeigt beide als einen Lauf.</numerusform>
            <numerusform>Wiederholt %n Benchmarks des Laufs %1. Dessen Seite zeigt beide als einen Lauf.</numerusform>
        </translation>
    </message>
    <message>
        <source>the last completed attempt counts</source>
        <translation>der letzte abgeschlossene Versuch zählt</translation>
    </message>
    <message>
        <source>the best attempt counts</source>
        <translation>der beste Versuch zählt</translation>
    </message>
    <message>
        <source>Attempt %1 in run %2: merged by Assay, not by the server, with %3; %4.</source>
        <translation>Versuch %1 im Lauf %2: von Assay, nicht vom Server, zusammengeführt mit %3; %4.</translation>
    </message>
    <message>
        <source>collection %1 as of %2</source>
        <translation>Sammlung %1, Stand %2</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>Angaben …</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Rescore…</source>
        <translation>Neu bewerten …</translation>
    </message>
    <message>
        <source>Scores the stored answers by another function, without asking the model (Ctrl+Shift+G).</source>
        <translation>Bewertet die gespeicherten Antworten mit einer anderen Funktion, ohne das Modell zu fragen (Strg+Umschalt+G).</translation>
    </message>
    <message>
        <source>The run has not ended.</source>
        <translation>Der Lauf ist nicht zu Ende.</translation>
    </message>
    <message>
        <source>This run is merged from several: open the one whose answers are to be scored.</source>
        <translation>Dieser Lauf ist aus mehreren zusammengefügt: den öffnen, dessen Antworten bewertet werden sollen.</translation>
    </message>
    <message>
        <source>The answers are those of run %1, scored again; the model was not asked.</source>
        <translation>Die Antworten sind die des Laufs %1, neu bewertet; das Modell wurde nicht gefragt.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>A run in the archive is not changed: restore it first.</source>
        <translation>Ein Lauf im Archiv wird nicht geändert: Stellen Sie ihn zuerst wieder her.</translation>
    </message>
    <message>
        <source>in the archive since %1</source>
        <translation>im Archiv seit %1</translation>
    </message>
    <message>
        <source>in the archive</source>
        <translation>im Archiv</translation>
    </message>
    <message>
        <source>%1, changed since</source>
        <extracomment>%1 is &quot;collection X as of 3/4/26&quot;</extracomment>
        <translation>%1, seitdem geändert</translation>
    </message>
</context>
<context>
    <name>assay::RunMetricsModel</name>
    <message>
        <source>%1 ★</source>
        <comment>the metric that a benchmark is judged by</comment>
        <translation>%1 ★</translation>
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
        <source>not in the dictionary</source>
        <translation>nicht im Wörterbuch</translation>
    </message>
    <message>
        <source>known</source>
        <translation>bekannt</translation>
    </message>
    <message>
        <source>As the metric dictionary says.</source>
        <translation>Wie im Metrikwörterbuch.</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>%1 % Interval</source>
        <translation>%1-%-Intervall</translation>
    </message>
    <message>
        <source>Standard Error</source>
        <translation>Standardfehler</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Dictionary</source>
        <translation>Wörterbuch</translation>
    </message>
</context>
<context>
    <name>assay::RunModel</name>
    <message>
        <source>State: %1</source>
        <translation>Zustand: %1</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>Modell: %1</translation>
    </message>
    <message>
        <source>Collection: %1</source>
        <translation>Sammlung: %1</translation>
    </message>
    <message>
        <source>Statistics: %1</source>
        <translation>Statistik: %1</translation>
    </message>
    <message>
        <source>Server: %1</source>
        <translation>Server: %1</translation>
    </message>
    <message>
        <source>Nothing over these jobs together. By its rule they would come to: %1</source>
        <translation>Nichts über diese Aufträge zusammen. Nach seiner Regel ergäben sie: %1</translation>
    </message>
    <message>
        <source>Nothing over these jobs together.</source>
        <translation>Nichts über diese Aufträge zusammen.</translation>
    </message>
</context>
<context>
    <name>assay::RunPage</name>
    <message>
        <source>Views of the run</source>
        <translation>Ansichten des Laufs</translation>
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
        <translation>Plan</translation>
    </message>
    <message>
        <source>The run could not be cancelled. %1</source>
        <translation>Der Lauf ließ sich nicht abbrechen. %1</translation>
    </message>
    <message>
        <source>The results are on the clipboard as text.</source>
        <translation>Die Ergebnisse liegen als Text in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) run again.</source>
        <translation>
            <numerusform>%n Benchmark läuft erneut.</numerusform>
            <numerusform>%n Benchmarks laufen erneut.</numerusform>
        </translation>
    </message>
    <message>
        <source>The benchmarks could not be tried again. %1</source>
        <translation>Die Benchmarks konnten nicht wiederholt werden. %1</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are on the clipboard as text.</source>
        <translation>
            <numerusform>%n Zeile liegt als Text in der Zwischenablage.</numerusform>
            <numerusform>%n Zeilen liegen als Text in der Zwischenablage.</numerusform>
        </translation>
    </message>
    <message>
        <source>The run stays as it was. %1</source>
        <translation>Der Lauf bleibt, wie er war. %1</translation>
    </message>
    <message>
        <source>The run is back in the list.</source>
        <translation>Der Lauf ist wieder in der Liste.</translation>
    </message>
    <message>
        <source>The run is in the archive: it left the list, nothing of it is lost.</source>
        <translation>Der Lauf ist im Archiv: Er steht nicht mehr in der Liste, verloren ist nichts von ihm.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>The answers could not be scored again. %1</source>
        <translation>Die Antworten konnten nicht neu bewertet werden. %1</translation>
    </message>
</context>
<context>
    <name>assay::RunPages</name>
    <message>
        <source>Gates of a What-If</source>
        <translation>Schwellen eines Was-wäre-wenn</translation>
    </message>
</context>
<context>
    <name>assay::RunPicker</name>
    <message>
        <source>Add Runs</source>
        <translation>Läufe hinzufügen</translation>
    </message>
    <message>
        <source>Name, model or tag</source>
        <translation>Name, Modell oder Schlagwort</translation>
    </message>
    <message>
        <source>Search runs</source>
        <translation>Läufe suchen</translation>
    </message>
    <message>
        <source>Runs that have ended</source>
        <translation>Beendete Läufe</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message numerus="yes">
        <source>A comparison has at most 12 runs; %n more can be added.</source>
        <translation>
            <numerusform>Ein Vergleich hat höchstens 12 Läufe; noch %n kann hinzugefügt werden.</numerusform>
            <numerusform>Ein Vergleich hat höchstens 12 Läufe; noch %n können hinzugefügt werden.</numerusform>
        </translation>
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
    <name>assay::RunRetry</name>
    <message>
        <source>The run is not loaded yet.</source>
        <translation>Der Lauf ist noch nicht geladen.</translation>
    </message>
    <message>
        <source>The benchmarks are being sent.</source>
        <translation>Die Benchmarks werden gerade gesendet.</translation>
    </message>
    <message>
        <source>This server tries benchmarks again in a job of their own, once the run has ended.</source>
        <translation>Dieser Server wiederholt Benchmarks in einem eigenen Auftrag, sobald der Lauf beendet ist.</translation>
    </message>
    <message>
        <source>The run’s collection “%1” cannot be read, so that it is not known how its benchmarks were set up.</source>
        <translation>Die Sammlung „%1“ des Laufs kann nicht gelesen werden; daher ist nicht bekannt, wie ihre Benchmarks eingestellt waren.</translation>
    </message>
    <message>
        <source>No benchmark of this run has failed or was cancelled.</source>
        <translation>Kein Benchmark dieses Laufs ist fehlgeschlagen oder wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The collection “%1” does not have the benchmarks any more that failed, so that it is not known how they were set up.</source>
        <translation>Die Sammlung „%1“ enthält die fehlgeschlagenen Benchmarks nicht mehr; wie sie eingestellt waren, ist daher nicht bekannt.</translation>
    </message>
</context>
<context>
    <name>assay::RunSet</name>
    <message>
        <source>Loading was stopped.</source>
        <translation>Das Laden wurde angehalten.</translation>
    </message>
    <message>
        <source>The connection of this run was taken out.</source>
        <translation>Die Verbindung dieses Laufs wurde entfernt.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>a run&apos;s name and what tells it from others</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>assay::RunStrip</name>
    <message>
        <source>Runs that are compared</source>
        <translation>Verglichene Läufe</translation>
    </message>
    <message>
        <source>B makes a run the baseline, Ctrl+Shift+Left and Right move it, Delete takes it out, Enter opens it.</source>
        <translation>B macht einen Lauf zum Vergleichslauf, Strg+Umschalt+Links und Rechts verschieben ihn, Entf nimmt ihn heraus, Eingabe öffnet ihn.</translation>
    </message>
    <message>
        <source>%1, baseline</source>
        <comment>a run</comment>
        <translation>%1, Vergleichslauf</translation>
    </message>
    <message>
        <source>%1, could not be loaded: %2</source>
        <translation>%1, konnte nicht geladen werden: %2</translation>
    </message>
    <message>
        <source>%1, loading</source>
        <translation>%1, lädt</translation>
    </message>
    <message>
        <source>Make &amp;Baseline</source>
        <translation>Zum &amp;Vergleichslauf machen</translation>
    </message>
    <message>
        <source>Stop &amp;Highlighting</source>
        <translation>&amp;Hervorhebung beenden</translation>
    </message>
    <message>
        <source>&amp;Highlight</source>
        <translation>&amp;Hervorheben</translation>
    </message>
    <message>
        <source>Move &amp;Left</source>
        <translation>Nach &amp;links verschieben</translation>
    </message>
    <message>
        <source>Move &amp;Right</source>
        <translation>Nach &amp;rechts verschieben</translation>
    </message>
    <message>
        <source>&amp;Open Run</source>
        <translation>Lauf &amp;öffnen</translation>
    </message>
    <message>
        <source>&amp;Take Out</source>
        <translation>Heraus&amp;nehmen</translation>
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
        <source>%1 of %2 runs loaded; the server&apos;s list changed while it was read. Refresh reads it again.</source>
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
        <source>%1 is away; its runs are as of %2.</source>
        <comment>connection, age</comment>
        <translation>%1 ist nicht da; die Läufe von dort haben den Stand: %2.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) as they were known at the last start; no server has answered yet.</source>
        <translation>
            <numerusform>%n Lauf, wie er beim letzten Start bekannt war; noch hat kein Server geantwortet.</numerusform>
            <numerusform>%n Läufe, wie sie beim letzten Start bekannt waren; noch hat kein Server geantwortet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Quick Look</source>
        <translation>Schnellansicht</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Group By</source>
        <translation>Gruppieren nach</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
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
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Import Results…</source>
        <translation>Ergebnisse importieren …</translation>
    </message>
    <message>
        <source>Archived Runs</source>
        <translation>Archivierte Läufe</translation>
    </message>
</context>
<context>
    <name>assay::RunsTable</name>
    <message>
        <source>Move “%1” Left</source>
        <translation>„%1“ nach links verschieben</translation>
    </message>
    <message>
        <source>Move “%1” Right</source>
        <translation>„%1“ nach rechts verschieben</translation>
    </message>
    <message>
        <source>Sort By</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>Then By</source>
        <translation>Dann nach</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
</context>
<context>
    <name>assay::SampleDetail</name>
    <message>
        <source>Prompt</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Erwartete Antwort</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Scores by scoring function</source>
        <translation>Werte nach Bewertungsfunktion</translation>
    </message>
    <message>
        <source>Scorer</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Metadata of the sample</source>
        <translation>Metadaten der Aufgabe</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Choose a sample to see it in full.</source>
        <translation>Eine Aufgabe wählen, um sie ganz zu sehen.</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>Aufgabe %1</translation>
    </message>
    <message>
        <source>repeat %1</source>
        <translation>Wiederholung %1</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 + %2 tokens</source>
        <translation>%1 + %2 Token</translation>
    </message>
    <message>
        <source>⚠ %1</source>
        <translation>⚠ %1</translation>
    </message>
    <message>
        <source>No response</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>∅ No answer was found in the response.</source>
        <translation>∅ In der Antwort wurde kein Ergebnis gefunden.</translation>
    </message>
    <message>
        <source>Extracted answer: %1</source>
        <translation>Extrahierte Antwort: %1</translation>
    </message>
    <message>
        <source>Extracted answer, not word for word in the response: %1</source>
        <translation>Extrahierte Antwort, nicht wörtlich in der Ausgabe: %1</translation>
    </message>
    <message>
        <source>Part %1 of %2, show the next</source>
        <translation>Teil %1 von %2, den nächsten zeigen</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Judge&apos;s Reason</source>
        <translation>Begründung des Richters</translation>
    </message>
    <message>
        <source>Raw JSON</source>
        <translation>Rohes JSON</translation>
    </message>
    <message>
        <source>Only the beginning is shown. Show all (%1 more)</source>
        <translation>Nur der Anfang wird gezeigt. Alles zeigen (noch %1)</translation>
    </message>
    <message>
        <source>Response Against %1</source>
        <translation>Antwort gegen %1</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen …</translation>
    </message>
</context>
<context>
    <name>assay::SampleModel</name>
    <message>
        <source>✓ Pass</source>
        <translation>✓ Bestanden</translation>
    </message>
    <message>
        <source>✗ Fail</source>
        <translation>✗ Verfehlt</translation>
    </message>
    <message>
        <source>∅ Not extracted</source>
        <translation>∅ Nicht extrahiert</translation>
    </message>
    <message>
        <source>⚠ Error</source>
        <translation>⚠ Fehler</translation>
    </message>
    <message>
        <source>– No score</source>
        <translation>– Kein Wert</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Lädt</translation>
    </message>
    <message>
        <source>#</source>
        <extracomment>column of item numbers</extracomment>
        <translation>#</translation>
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
        <source>Target</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Extracted</source>
        <translation>Extrahiert</translation>
    </message>
    <message>
        <source>Prompt Tokens</source>
        <translation>Prompt-Token</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Etikett</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>This sample is not there any more: refresh the list.</source>
        <translation>Diese Aufgabe gibt es nicht mehr: die Liste aktualisieren.</translation>
    </message>
    <message>
        <source>· Measured</source>
        <translation>· Gemessen</translation>
    </message>
</context>
<context>
    <name>assay::SampleQueryBar</name>
    <message>
        <source>Filter of the samples</source>
        <translation>Filter der Aufgaben</translation>
    </message>
    <message>
        <source>Filter: words, or score&lt;0.5 latency&gt;2s response~/…/ meta.subject=algebra reason:none</source>
        <translation>Filter: Wörter, oder score&lt;0.5 latency&gt;2s response~/…/ meta.subject=algebra reason:none</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop the search</source>
        <translation>Die Suche anhalten</translation>
    </message>
    <message>
        <source>Ways to go on</source>
        <translation>Mögliche Fortsetzungen</translation>
    </message>
    <message>
        <source>Character %1: %2</source>
        <translation>Zeichen %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <comment>samples</comment>
        <translation>
            <numerusform>%n gefunden</numerusform>
            <numerusform>%n gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Searching: %1 of %2 looked through, %3.</source>
        <translation>Suche: %1 von %2 durchgesehen, %3.</translation>
    </message>
    <message>
        <source>Stopped after %1 of %2, %3.</source>
        <translation>Angehalten nach %1 von %2, %3.</translation>
    </message>
    <message numerus="yes">
        <source>The regular expression took too long for %n sample(s); they count as no match.</source>
        <translation>
            <numerusform>Der reguläre Ausdruck brauchte für %n Aufgabe zu lange; sie gilt als nicht passend.</numerusform>
            <numerusform>Der reguläre Ausdruck brauchte für %n Aufgaben zu lange; sie gelten als nicht passend.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::SamplesTab</name>
    <message>
        <source>No further failure.</source>
        <translation>Nichts Verfehltes mehr.</translation>
    </message>
    <message>
        <source>Benchmark whose samples are shown</source>
        <translation>Benchmark, dessen Aufgaben gezeigt werden</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>%1 is a number of samples</extracomment>
        <translation>Alle %1</translation>
    </message>
    <message>
        <source>✗ Failed %1</source>
        <translation>✗ Verfehlt %1</translation>
    </message>
    <message>
        <source>✓ Passed %1</source>
        <translation>✓ Bestanden %1</translation>
    </message>
    <message>
        <source>∅ Not Extracted %1</source>
        <translation>∅ Nicht extrahiert %1</translation>
    </message>
    <message>
        <source>⚠ Errors %1</source>
        <translation>⚠ Fehler %1</translation>
    </message>
    <message>
        <source>No Samples From This Server</source>
        <translation>Keine einzelnen Aufgaben von diesem Server</translation>
    </message>
    <message>
        <source>The Samples Could Not Be Loaded</source>
        <translation>Die Aufgaben ließen sich nicht laden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading samples</source>
        <translation>Aufgaben werden geladen</translation>
    </message>
    <message>
        <source>No Benchmark Yet</source>
        <translation>Noch kein Benchmark</translation>
    </message>
    <message>
        <source>No Sample Matches</source>
        <translation>Keine Aufgabe passt</translation>
    </message>
    <message>
        <source>Nothing fits the filter and the search.</source>
        <translation>Nichts passt zum Filter und zur Suche.</translation>
    </message>
    <message>
        <source>Clear Filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>No Samples Yet</source>
        <translation>Noch keine Aufgaben</translation>
    </message>
    <message>
        <source>The first ones appear here as soon as the model has answered.</source>
        <translation>Die ersten erscheinen hier, sobald das Modell geantwortet hat.</translation>
    </message>
    <message>
        <source>This benchmark ended without asking anything.</source>
        <translation>Dieser Benchmark endete, ohne etwas zu fragen.</translation>
    </message>
    <message>
        <source>Not kept: %1</source>
        <translation>Nicht gespeichert: %1</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Choose what the table shows: scores of every scorer, metadata, latency, tokens</source>
        <translation>Wählen, was die Tabelle zeigt: Werte jedes Bewerters, Metadaten, Latenz, Token</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Scores by the values of a metadata column</source>
        <translation>Werte nach den Einträgen einer Metadatenspalte</translation>
    </message>
    <message>
        <source>Triage</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>Reasons, regression set, and the judge against your labels</source>
        <translation>Gründe, Regressionssatz, und der Richter gegen die eigenen Etiketten</translation>
    </message>
    <message>
        <source>Failures to Do</source>
        <translation>Offene Fehlschläge</translation>
    </message>
    <message>
        <source>Failures without a reason; each reason goes on to the next</source>
        <translation>Fehlschläge ohne Grund; jeder Grund führt weiter zum nächsten</translation>
    </message>
    <message>
        <source>Blind</source>
        <translation>Blind</translation>
    </message>
    <message>
        <source>Hide what scorers and judges said, so that your label is your own</source>
        <translation>Verbergen, was Bewerter und Richter sagten, damit das Etikett das eigene ist</translation>
    </message>
    <message>
        <source>Difference (D)</source>
        <translation>Unterschied (D)</translation>
    </message>
    <message>
        <source>The response against the target or another run&apos;s response</source>
        <translation>Die Antwort gegen die Zielantwort oder die Antwort eines anderen Laufs</translation>
    </message>
    <message>
        <source>What the response is compared with</source>
        <translation>Womit die Antwort verglichen wird</translation>
    </message>
    <message>
        <source>The target</source>
        <translation>Die Zielantwort</translation>
    </message>
    <message>
        <source>As &amp;JSON</source>
        <translation>Als &amp;JSON</translation>
    </message>
    <message>
        <source>As &amp;Markdown</source>
        <translation>Als &amp;Markdown</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>The chosen sample, onto the clipboard</source>
        <translation>Die gewählte Aufgabe in die Zwischenablage</translation>
    </message>
    <message>
        <source>J, K: next, previous · F: next failure · D: difference · 1–5: reason · R, W: right, wrong · N: note · T: tags · A: regression set · Ctrl+Z: undo</source>
        <translation>J, K: nächste, vorige · F: nächster Fehlschlag · D: Unterschied · 1–5: Grund · R, W: richtig, falsch · N: Notiz · T: Schlagwörter · A: Regressionssatz · Strg+Z: rückgängig</translation>
    </message>
    <message>
        <source>J, K: next, previous · F: next failure · D: difference</source>
        <translation>J, K: nächste, vorige · F: nächster Fehlschlag · D: Unterschied</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>the Target</source>
        <translation>die Zielantwort</translation>
    </message>
    <message>
        <source>That run has no answer to this item.</source>
        <translation>Jener Lauf hat keine Antwort auf diese Aufgabe.</translation>
    </message>
    <message>
        <source>Choose a sample first.</source>
        <translation>Zuerst eine Aufgabe wählen.</translation>
    </message>
    <message>
        <source>The sample is on the clipboard, as far as it is shown.</source>
        <translation>Die Aufgabe liegt in der Zwischenablage, soweit sie gezeigt wird.</translation>
    </message>
    <message>
        <source>The sample is on the clipboard.</source>
        <translation>Die Aufgabe liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The metric of this benchmark measures: no sample is right or wrong.</source>
        <translation>Die Metrik dieses Benchmarks misst: Keine Stichprobe ist richtig oder falsch.</translation>
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
    <name>assay::SavedComparisonsModel</name>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n Lauf</numerusform>
            <numerusform>%n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <comment>names of runs</comment>
        <translation>
            <numerusform>%1 und %n weiterer</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
</context>
<context>
    <name>assay::SavedReportsModel</name>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>JUnit XML</source>
        <translation>JUnit-XML</translation>
    </message>
    <message>
        <source>not there any more: %1</source>
        <comment>a file</comment>
        <translation>nicht mehr da: %1</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
</context>
<context>
    <name>assay::SavedViews</name>
    <message>
        <source>All Runs</source>
        <translation>Alle Läufe</translation>
    </message>
    <message>
        <source>Running and Waiting</source>
        <translation>Laufend und wartend</translation>
    </message>
    <message>
        <source>Needs a Look</source>
        <translation>Zum Ansehen</translation>
    </message>
    <message>
        <source>Last 7 Days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Worse Than Baseline</source>
        <translation>Schlechter als der Vergleichslauf</translation>
    </message>
    <message>
        <source>By Model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>Give the view a name.</source>
        <translation>Der Ansicht einen Namen geben.</translation>
    </message>
    <message>
        <source>There is a view “%1” already: choose another name.</source>
        <translation>Eine Ansicht „%1“ gibt es schon: einen anderen Namen wählen.</translation>
    </message>
</context>
<context>
    <name>assay::ScorerBox</name>
    <message>
        <source>Judge</source>
        <translation>Richter</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>The name of a key in the keychain; the key itself is never part of a run.</source>
        <translation>Der Name eines Schlüssels im Schlüsselbund; der Schlüssel selbst ist nie Teil eines Laufs.</translation>
    </message>
    <message>
        <source>{input_query} is the question, {expected_answer} the target, {generated_answer} the answer. Other braces are written twice.</source>
        <translation>{input_query} ist die Frage, {expected_answer} das Ziel, {generated_answer} die Antwort. Andere geschweifte Klammern werden doppelt geschrieben.</translation>
    </message>
    <message>
        <source>A regular expression; what its first parentheses hold is the score. Answers without one are counted and left out.</source>
        <translation>Ein regulärer Ausdruck; was in seinen ersten Klammern steht, ist die Punktzahl. Antworten ohne eine werden gezählt und ausgelassen.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Name of its key</source>
        <translation>Name seines Schlüssels</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Score pattern</source>
        <translation>Muster der Punktzahl</translation>
    </message>
</context>
<context>
    <name>assay::ScoringEditor</name>
    <message>
        <source>choose a scoring function</source>
        <translation>eine Bewertungsfunktion wählen</translation>
    </message>
    <message>
        <source>Remove the parameters of this function</source>
        <translation>Die Parameter dieser Funktion entfernen</translation>
    </message>
    <message>
        <source>Kind:</source>
        <translation>Art:</translation>
    </message>
    <message>
        <source>Kind of the function</source>
        <translation>Art der Funktion</translation>
    </message>
    <message>
        <source>Show as text (JSON or YAML)</source>
        <translation>Als Text zeigen (JSON oder YAML)</translation>
    </message>
    <message>
        <source>Parameters are given for %1.</source>
        <translation>Parameter sind angegeben für %1.</translation>
    </message>
</context>
<context>
    <name>assay::SendPanel</name>
    <message numerus="yes">
        <source>%1 of %n run(s) are at the server.</source>
        <translation>
            <numerusform>%1 von %n Lauf ist beim Server.</numerusform>
            <numerusform>%1 von %n Läufen sind beim Server.</numerusform>
        </translation>
    </message>
    <message>
        <source>Runs That Are Sent</source>
        <translation>Läufe, die gesendet werden</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Give Up the Rest</source>
        <translation>Rest aufgeben</translation>
    </message>
    <message>
        <source>What was sent goes on running; what was not stays here</source>
        <translation>Gesendetes läuft weiter; was nicht gesendet wurde, bleibt hier</translation>
    </message>
</context>
<context>
    <name>assay::ServedModelListModel</name>
    <message>
        <source>%1 · %2</source>
        <comment>a model and how far it is</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>looks into %1</source>
        <translation>sieht in %1 nach</translation>
    </message>
</context>
<context>
    <name>assay::ServedModelPicker</name>
    <message>
        <source>choose one</source>
        <translation>eines wählen</translation>
    </message>
    <message>
        <source>loading…</source>
        <translation>wird geladen …</translation>
    </message>
    <message>
        <source>The server tells of no model; write the model&apos;s name.</source>
        <translation>Der Server nennt kein Modell; schreiben Sie den Namen des Modells.</translation>
    </message>
    <message>
        <source>Models of the Server</source>
        <translation>Modelle des Servers</translation>
    </message>
</context>
<context>
    <name>assay::ServerBenchmarkDialog</name>
    <message>
        <source>Register a Benchmark</source>
        <translation>Benchmark registrieren</translation>
    </message>
    <message>
        <source>further ones, with commas between them</source>
        <translation>weitere, mit Kommas dazwischen</translation>
    </message>
    <message>
        <source>the server&apos;s only one</source>
        <translation>der einzige des Servers</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>derselbe</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Dataset</source>
        <translation>&amp;Datensatz</translation>
    </message>
    <message>
        <source>&amp;Scored by</source>
        <translation>&amp;Bewertet von</translation>
    </message>
    <message>
        <source>&amp;Others</source>
        <translation>&amp;Weitere</translation>
    </message>
    <message>
        <source>&amp;Evaluated by</source>
        <translation>&amp;Ausgewertet von</translation>
    </message>
    <message>
        <source>Na&amp;me there</source>
        <translation>Na&amp;me dort</translation>
    </message>
    <message>
        <source>Me&amp;tadata</source>
        <translation>Me&amp;tadaten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Scoring functions</source>
        <translation>Bewertungsfunktionen</translation>
    </message>
    <message>
        <source>Other scoring functions</source>
        <translation>Weitere Bewertungsfunktionen</translation>
    </message>
    <message>
        <source>Provider that evaluates</source>
        <translation>Provider, der auswertet</translation>
    </message>
    <message>
        <source>Name of the benchmark at its provider</source>
        <translation>Name des Benchmarks bei seinem Provider</translation>
    </message>
    <message>
        <source>Metadata, a JSON object</source>
        <translation>Metadaten, ein JSON-Objekt</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registrieren</translation>
    </message>
</context>
<context>
    <name>assay::ServerBenchmarkListModel</name>
    <message>
        <source>Name: %1</source>
        <translation>Name: %1</translation>
    </message>
    <message>
        <source>Dataset: %1</source>
        <translation>Datensatz: %1</translation>
    </message>
    <message>
        <source>Scored by: %1</source>
        <translation>Bewertet von: %1</translation>
    </message>
    <message>
        <source>nothing; a run names its functions</source>
        <translation>nichts; ein Lauf nennt seine Funktionen</translation>
    </message>
    <message>
        <source>Evaluated by: %1</source>
        <translation>Ausgewertet von: %1</translation>
    </message>
    <message>
        <source>Its name there: %1</source>
        <translation>Sein Name dort: %1</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>Benchmark</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Scoring Functions</source>
        <translation>Bewertungsfunktionen</translation>
    </message>
    <message>
        <source>Evaluated By</source>
        <translation>Ausgewertet von</translation>
    </message>
</context>
<context>
    <name>assay::ServerBenchmarksPage</name>
    <message>
        <source>Server Benchmarks</source>
        <translation>Server-Benchmarks</translation>
    </message>
    <message>
        <source>The benchmark was not registered. %1</source>
        <translation>Der Benchmark wurde nicht registriert. %1</translation>
    </message>
    <message>
        <source>Delete Benchmark</source>
        <translation>Benchmark löschen</translation>
    </message>
    <message>
        <source>Delete the benchmark “%1” from this server? Its dataset stays. What runs of it are still to hand out is lost.</source>
        <translation>Den Benchmark „%1“ von diesem Server löschen? Sein Datensatz bleibt. Was seine Läufe noch zu liefern haben, geht verloren.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>The benchmark was not deleted. %1</source>
        <translation>Der Benchmark wurde nicht gelöscht. %1</translation>
    </message>
    <message>
        <source>Nothing to register benchmarks with</source>
        <translation>Nichts, um Benchmarks zu registrieren</translation>
    </message>
    <message>
        <source>The benchmarks cannot be listed</source>
        <translation>Die Benchmarks können nicht aufgeführt werden</translation>
    </message>
    <message>
        <source>No benchmarks yet</source>
        <translation>Noch keine Benchmarks</translation>
    </message>
    <message>
        <source>A dataset and the functions that score answers to its rows make a benchmark.</source>
        <translation>Ein Datensatz und die Funktionen, die Antworten auf seine Zeilen bewerten, ergeben einen Benchmark.</translation>
    </message>
    <message>
        <source>Register a Benchmark…</source>
        <translation>Benchmark registrieren …</translation>
    </message>
    <message>
        <source>Loading the benchmarks</source>
        <translation>Benchmarks werden geladen</translation>
    </message>
    <message>
        <source>A dataset of this server and the functions that score answers to its rows, under a name that runs use. The server checks neither of them.</source>
        <translation>Ein Datensatz dieses Servers und die Funktionen, die Antworten auf seine Zeilen bewerten, unter einem Namen, den Läufe verwenden. Der Server prüft beides nicht.</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>The Whole Benchmark</source>
        <translation>Der ganze Benchmark</translation>
    </message>
</context>
<context>
    <name>assay::SettingRow</name>
    <message>
        <source>Reset “%1”</source>
        <translation>„%1“ zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Voreinstellung</translation>
    </message>
</context>
<context>
    <name>assay::SettingsPage</name>
    <message>
        <source>Deleted.</source>
        <translation>Gelöscht.</translation>
    </message>
    <message>
        <source>Nothing Found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>No setting matches “%1”.</source>
        <translation>Keine Einstellung passt zu „%1“.</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Export Settings</source>
        <translation>Einstellungen exportieren</translation>
    </message>
    <message>
        <source>Import Settings</source>
        <translation>Einstellungen importieren</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>JSON (*.json);;All Files (*)</source>
        <translation>JSON (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The settings are in %1. Keys of servers are not: they stay in the system&apos;s keychain.</source>
        <translation>Die Einstellungen sind in %1. Schlüssel von Servern sind nicht dabei: sie bleiben im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>The settings are imported.</source>
        <translation>Die Einstellungen sind importiert.</translation>
    </message>
    <message>
        <source>The settings are imported, except: %1</source>
        <translation>Die Einstellungen sind importiert, außer: %1</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Search Settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>These count when the engine starts next. It leaves by itself ten minutes after the last run; restarted from here, it first ends the benchmarks that run, and takes up those that wait afterwards. An engine that assayctl started keeps what its command line says.</source>
        <translation>Diese gelten, wenn die Maschine das nächste Mal startet. Sie geht von selbst zehn Minuten nach dem letzten Lauf; von hier neu gestartet, beendet sie erst die laufenden Benchmarks und nimmt danach die wartenden auf. Eine Maschine, die assayctl gestartet hat, behält, was ihre Befehlszeile sagt.</translation>
    </message>
    <message>
        <source>Restart Engine</source>
        <translation>Maschine neu starten</translation>
    </message>
</context>
<context>
    <name>assay::SettingsStep</name>
    <message>
        <source>Preset %1</source>
        <translation>Umfang %1</translation>
    </message>
    <message>
        <source>How is it run?</source>
        <translation>Wie wird ausgeführt?</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Parameters and Data</source>
        <translation>Parameter und Daten</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Hardware</source>
        <translation>Hardware</translation>
    </message>
    <message>
        <source>Limits and Custom</source>
        <translation>Grenzen und Eigenes</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>Experiment</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Limits and Retries</source>
        <translation>Grenzen und Wiederholungen</translation>
    </message>
    <message>
        <source>Custom Data</source>
        <translation>Eigene Daten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>How much:</source>
        <translation>Wie viel:</translation>
    </message>
    <message>
        <source>What is written here is laid over the collection&apos;s benchmarks: parameters, data and hardware.</source>
        <translation>Was hier steht, gilt zusätzlich für die Benchmarks der Sammlung: Parameter, Daten und Hardware.</translation>
    </message>
    <message>
        <source>One for Each Benchmark</source>
        <translation>Eine je Benchmark</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>Overrides</source>
        <translation>Abweichungen</translation>
    </message>
</context>
<context>
    <name>assay::SettingsStore</name>
    <message>
        <source>This file holds no exported settings; choose one that “Export Settings” has written.</source>
        <translation>Diese Datei enthält keine exportierten Einstellungen; wählen Sie eine, die „Einstellungen exportieren“ geschrieben hat.</translation>
    </message>
    <message>
        <source>“%1” is not known to this version.</source>
        <translation>„%1“ ist dieser Version nicht bekannt.</translation>
    </message>
</context>
<context>
    <name>assay::ShortcutRow</name>
    <message>
        <source>%1 belongs to “%2”; choose other keys here, or there first.</source>
        <translation>%1 gehört zu „%2“; wählen Sie hier andere Tasten, oder zuerst dort.</translation>
    </message>
    <message>
        <source>Also %1</source>
        <comment>other keys of the same command</comment>
        <translation>Auch %1</translation>
    </message>
    <message>
        <source>Keys of “%1”</source>
        <translation>Tasten von „%1“</translation>
    </message>
</context>
<context>
    <name>assay::SliceView</name>
    <message>
        <source>&amp;Slice by:</source>
        <translation>&amp;Aufteilen nach:</translation>
    </message>
    <message>
        <source>Column of the metadata</source>
        <translation>Spalte der Metadaten</translation>
    </message>
    <message>
        <source>Scores by value</source>
        <translation>Werte je Eintrag</translation>
    </message>
    <message>
        <source>These samples have no metadata: a benchmark whose data set has more columns than input and target shows them here.</source>
        <translation>Diese Aufgaben haben keine Metadaten: Ein Benchmark, dessen Datensatz mehr Spalten als Eingabe und Zielantwort hat, zeigt sie hier.</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Zählen …</translation>
    </message>
    <message>
        <source>Enter on a value filters by it.</source>
        <translation>Eingabe auf einem Eintrag filtert danach.</translation>
    </message>
</context>
<context>
    <name>assay::SmokeRun</name>
    <message>
        <source>The server does not list the benchmark “%1” yet; start its first run a little later.</source>
        <translation>Der Server führt den Benchmark „%1“ noch nicht auf; starten Sie den ersten Lauf etwas später.</translation>
    </message>
</context>
<context>
    <name>assay::SpreadChart</name>
    <message>
        <source>How the scores spread</source>
        <translation>Wie die Werte streuen</translation>
    </message>
    <message>
        <source>One mark a part of the scale and run. Arrow keys go along the scale, then to the next run.</source>
        <translation>Eine Marke je Abschnitt der Skala und Lauf. Pfeiltasten gehen die Skala entlang, dann zum nächsten Lauf.</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>a part of the scale</comment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>run, part of the scale</comment>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s), %1 %</source>
        <comment>items and their share of all</comment>
        <translation>
            <numerusform>%n Aufgabe, %1 %</numerusform>
            <numerusform>%n Aufgaben, %1 %</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 % of the items up to %2</source>
        <translation>%1 % der Aufgaben bis %2</translation>
    </message>
    <message>
        <source>No run has scores of single items here.</source>
        <translation>Kein Lauf hat hier Werte einzelner Aufgaben.</translation>
    </message>
    <message>
        <source>Share of the items</source>
        <translation>Anteil der Aufgaben</translation>
    </message>
    <message>
        <source>Share of the items up to a score</source>
        <translation>Anteil der Aufgaben bis zu einem Wert</translation>
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
    <message>
        <source>Drop results here: lm-evaluation-harness, Inspect, promptfoo, EvaluationCards.</source>
        <translation>Ergebnisse hier ablegen: lm-evaluation-harness, Inspect, promptfoo, EvaluationCards.</translation>
    </message>
    <message>
        <source>Import Results…</source>
        <translation>Ergebnisse importieren …</translation>
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
    <message numerus="yes">
        <source>⚠ %n problem(s)</source>
        <translation>
            <numerusform>⚠ %n Problem</numerusform>
            <numerusform>⚠ %n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>✓ No problems</source>
        <translation>✓ Keine Probleme</translation>
    </message>
    <message>
        <source>Show or Hide Problems</source>
        <translation>Probleme ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Shows or hides the list of problems</source>
        <translation>Zeigt oder verbirgt die Liste der Probleme</translation>
    </message>
</context>
<context>
    <name>assay::StepRail</name>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>Benchmarks</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
</context>
<context>
    <name>assay::TargetListModel</name>
    <message>
        <source>no model yet</source>
        <translation>noch kein Modell</translation>
    </message>
    <message>
        <source>recorded answers</source>
        <translation>aufgezeichnete Antworten</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Add Target</source>
        <translation>Ziel hinzufügen</translation>
    </message>
    <message>
        <source>Duplicate Target</source>
        <translation>Ziel duplizieren</translation>
    </message>
    <message>
        <source>Remove Target</source>
        <translation>Ziel entfernen</translation>
    </message>
    <message>
        <source>Move Target</source>
        <translation>Ziel verschieben</translation>
    </message>
</context>
<context>
    <name>assay::TargetStep</name>
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
        <source>Scores answers that were recorded before; no model is asked.</source>
        <translation>Bewertet früher aufgezeichnete Antworten; kein Modell wird gefragt.</translation>
    </message>
    <message>
        <source>Recorded Answers</source>
        <translation>Aufgezeichnete Antworten</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s), one for each of these, with the same benchmarks and settings.</source>
        <translation>
            <numerusform>%n Lauf mit denselben Benchmarks und Einstellungen.</numerusform>
            <numerusform>%n Läufe, einer für jedes hiervon, mit denselben Benchmarks und Einstellungen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose Endpoint</source>
        <translation>Endpunkt wählen</translation>
    </message>
    <message>
        <source>Choose Recorded Answers</source>
        <translation>Aufgezeichnete Antworten wählen</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Add Another Target</source>
        <translation>Weiteres Ziel</translation>
    </message>
    <message>
        <source>The same job for one more model (Insert)</source>
        <translation>Derselbe Auftrag für ein weiteres Modell (Einfg)</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Duplicate the chosen targets (Ctrl+D)</source>
        <translation>Gewählte Ziele duplizieren (Strg+D)</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the chosen targets (Delete)</source>
        <translation>Gewählte Ziele entfernen (Entf)</translation>
    </message>
</context>
<context>
    <name>assay::TaskFieldForm</name>
    <message>
        <source>%1 *</source>
        <comment>a field that has to be filled in</comment>
        <translation>%1 *</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>Alle Einstellungen</translation>
    </message>
    <message>
        <source>a number, or item.COLUMN</source>
        <translation>eine Zahl oder item.SPALTE</translation>
    </message>
    <message>
        <source>the service&apos;s own</source>
        <translation>die des Dienstes</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>assay::TaskPane</name>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Name of the result</source>
        <translation>Name des Ergebnisses</translation>
    </message>
    <message>
        <source>Name of the result *</source>
        <translation>Name des Ergebnisses *</translation>
    </message>
</context>
<context>
    <name>assay::TradeOffChart</name>
    <message>
        <source>Trade-off between two numbers</source>
        <translation>Abwägung zwischen zwei Zahlen</translation>
    </message>
    <message>
        <source>One mark a run. Arrow keys go from run to run in the order of the lower axis, T shows the numbers as a table.</source>
        <translation>Eine Marke je Lauf. Pfeiltasten gehen in der Reihenfolge der unteren Achse von Lauf zu Lauf, T zeigt die Zahlen als Tabelle.</translation>
    </message>
    <message>
        <source>No run has both numbers.</source>
        <translation>Kein Lauf hat beide Zahlen.</translation>
    </message>
    <message>
        <source>No other run beats it in one of the two without losing in the other.</source>
        <translation>Kein anderer Lauf schlägt ihn in einer der beiden, ohne in der anderen zu verlieren.</translation>
    </message>
    <message>
        <source>Not beaten in both</source>
        <translation>Nicht in beiden geschlagen</translation>
    </message>
    <message>
        <source>%1 · lower is better %2</source>
        <translation>%1 · niedriger ist besser %2</translation>
    </message>
    <message>
        <source>%1 · higher is better %2</source>
        <translation>%1 · höher ist besser %2</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
</context>
<context>
    <name>assay::TradeOffModel</name>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Left out: %1.</source>
        <translation>Ausgelassen: %1.</translation>
    </message>
    <message>
        <source>Known in part: %1.</source>
        <translation>Zum Teil bekannt: %1.</translation>
    </message>
</context>
<context>
    <name>assay::TradeOffTab</name>
    <message>
        <source>&amp;Up:</source>
        <translation>&amp;Senkrecht:</translation>
    </message>
    <message>
        <source>&amp;Across:</source>
        <translation>&amp;Waagerecht:</translation>
    </message>
</context>
<context>
    <name>assay::TrainingDialog</name>
    <message>
        <source>New Training</source>
        <translation>Neues Training</translation>
    </message>
    <message>
        <source>Kind of training</source>
        <translation>Art des Trainings</translation>
    </message>
    <message>
        <source>Supervised fine-tuning with LoRA</source>
        <translation>Überwachte Feinabstimmung mit LoRA</translation>
    </message>
    <message>
        <source>Supervised fine-tuning, quantization-aware</source>
        <translation>Überwachte Feinabstimmung, quantisierungsbewusst</translation>
    </message>
    <message>
        <source>Supervised fine-tuning of all weights</source>
        <translation>Überwachte Feinabstimmung aller Gewichte</translation>
    </message>
    <message>
        <source>Preference optimisation</source>
        <translation>Präferenzoptimierung</translation>
    </message>
    <message>
        <source>Begin Training</source>
        <translation>Training beginnen</translation>
    </message>
    <message>
        <source>the server&apos;s own</source>
        <translation>des Servers</translation>
    </message>
</context>
<context>
    <name>assay::TrainingJobsModel</name>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
</context>
<context>
    <name>assay::TrainingPage</name>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>The training could not be cancelled. %1</source>
        <translation>Das Training konnte nicht abgebrochen werden. %1</translation>
    </message>
    <message>
        <source>Nothing to train with</source>
        <translation>Nichts zum Trainieren</translation>
    </message>
    <message>
        <source>The trainings cannot be listed</source>
        <translation>Die Trainings lassen sich nicht auflisten</translation>
    </message>
    <message>
        <source>No trainings yet</source>
        <translation>Noch keine Trainings</translation>
    </message>
    <message>
        <source>A server remembers its trainings until it is started anew.</source>
        <translation>Ein Server merkt sich seine Trainings, bis er neu gestartet wird.</translation>
    </message>
    <message>
        <source>New Training…</source>
        <translation>Neues Training …</translation>
    </message>
    <message>
        <source>Fine-tuning on this server. It tells neither why a training failed nor anything of one from before its own start.</source>
        <translation>Feinabstimmung auf diesem Server. Er sagt weder, warum ein Training scheiterte, noch etwas über eines aus der Zeit vor seinem eigenen Start.</translation>
    </message>
    <message>
        <source>Cancel Training</source>
        <translation>Training abbrechen</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ressourcen</translation>
    </message>
    <message>
        <source>The training was not begun. %1</source>
        <translation>Das Training wurde nicht begonnen. %1</translation>
    </message>
    <message>
        <source>Cancel the training “%1”? It cannot go on afterwards; what it has learned since its last checkpoint is lost.</source>
        <translation>Das Training „%1“ abbrechen? Es kann danach nicht weitergehen; was es seit dem letzten Prüfpunkt gelernt hat, ist verloren.</translation>
    </message>
</context>
<context>
    <name>assay::TriageBook</name>
    <message>
        <source>Wrong answer</source>
        <extracomment>reasons why an answer counts as wrong</extracomment>
        <translation>Falsche Antwort</translation>
    </message>
    <message>
        <source>Right, but not extracted</source>
        <translation>Richtig, aber nicht extrahiert</translation>
    </message>
    <message>
        <source>Format not followed</source>
        <translation>Format nicht eingehalten</translation>
    </message>
    <message>
        <source>Refused or cut off</source>
        <translation>Verweigert oder abgeschnitten</translation>
    </message>
    <message>
        <source>The item itself is wrong</source>
        <translation>Die Aufgabe selbst ist falsch</translation>
    </message>
    <message>
        <source>What was noted about these samples is not read yet; try again in a moment.</source>
        <translation>Was zu diesen Aufgaben notiert wurde, ist noch nicht gelesen; gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>number and name of a reason</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>✓ Right</source>
        <translation>✓ Richtig</translation>
    </message>
    <message>
        <source>✗ Wrong</source>
        <translation>✗ Falsch</translation>
    </message>
</context>
<context>
    <name>assay::TriagePanel</name>
    <message>
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>Reasons and how often each was given</source>
        <translation>Gründe und wie oft jeder vergeben wurde</translation>
    </message>
    <message>
        <source>Enter shows its samples, F2 changes the name.</source>
        <translation>Eingabe zeigt die Aufgaben dazu, F2 ändert den Namen.</translation>
    </message>
    <message>
        <source>Regression Set</source>
        <translation>Regressionssatz</translation>
    </message>
    <message>
        <source>Benchmark:</source>
        <translation>Benchmark:</translation>
    </message>
    <message>
        <source>Right when:</source>
        <translation>Richtig, wenn:</translation>
    </message>
    <message>
        <source>Make a Benchmark</source>
        <translation>Benchmark erstellen</translation>
    </message>
    <message>
        <source>Export as JSONL …</source>
        <translation>Als JSONL exportieren …</translation>
    </message>
    <message>
        <source>Export the Regression Set</source>
        <translation>Regressionssatz exportieren</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON-Zeilen (*.jsonl)</translation>
    </message>
    <message>
        <source>⚠ %1</source>
        <translation>⚠ %1</translation>
    </message>
    <message>
        <source>Judge Against Your Labels</source>
        <translation>Richter gegen die eigenen Etiketten</translation>
    </message>
    <message>
        <source>Scorer or judge that is compared with your labels</source>
        <translation>Bewerter oder Richter, der mit den eigenen Etiketten verglichen wird</translation>
    </message>
    <message>
        <source>Primary score</source>
        <translation>Maßgebliche Metrik</translation>
    </message>
    <message>
        <source>Nothing is kept yet: A on a sample keeps it.</source>
        <translation>Noch ist nichts aufgenommen: A auf einer Aufgabe nimmt sie auf.</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) of all runs.</source>
        <translation>
            <numerusform>%n Aufgabe aus allen Läufen.</numerusform>
            <numerusform>%n Aufgaben aus allen Läufen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be asked again: they have no target or no prompt.</source>
        <translation>
            <numerusform>%n davon kann nicht erneut gestellt werden: Zielantwort oder Prompt fehlt.</numerusform>
            <numerusform>%n davon können nicht erneut gestellt werden: Zielantwort oder Prompt fehlt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Both right: %1
Only the judge says right: %2
Only you say right: %3
Both wrong: %4</source>
        <translation>Beide richtig: %1
Nur laut Richter richtig: %2
Nur laut eigenem Etikett richtig: %3
Beide falsch: %4</translation>
    </message>
</context>
<context>
    <name>assay::TriageStrip</name>
    <message>
        <source>✓ Right (R)</source>
        <translation>✓ Richtig (R)</translation>
    </message>
    <message>
        <source>✗ Wrong (W)</source>
        <translation>✗ Falsch (W)</translation>
    </message>
    <message>
        <source>⚑ Regression set (A)</source>
        <translation>⚑ Regressionssatz (A)</translation>
    </message>
    <message>
        <source>Tags:</source>
        <translation>Schlagwörter:</translation>
    </message>
    <message>
        <source>words between commas (T)</source>
        <translation>Wörter, durch Kommas getrennt (T)</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>Notiz:</translation>
    </message>
    <message>
        <source>what you saw (N)</source>
        <translation>was aufgefallen ist (N)</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>assay::TrialModel</name>
    <message>
        <source>Report</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>✓ keeps them</source>
        <translation>✓ hält sie ein</translation>
    </message>
    <message numerus="yes">
        <source>✗ not taken, %n violation(s)</source>
        <translation>
            <numerusform>✗ nicht angenommen, %n Verstoß</numerusform>
            <numerusform>✗ nicht angenommen, %n Verstöße</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ %n finding(s)</source>
        <translation>
            <numerusform>⚠ %n Befund</numerusform>
            <numerusform>⚠ %n Befunde</numerusform>
        </translation>
    </message>
    <message>
        <source>The report</source>
        <translation>Die Meldung</translation>
    </message>
    <message>
        <source>… %1 in all</source>
        <translation>… %1 insgesamt</translation>
    </message>
    <message>
        <source>Not tried yet.</source>
        <translation>Noch nicht ausprobiert.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Running for %1; it posted %2 reports and asked the model %3 times.</source>
        <translation>Läuft seit %1; bisher %2 Meldungen und %3 Fragen an das Modell.</translation>
    </message>
    <message>
        <source>Being ended…</source>
        <translation>Wird beendet…</translation>
    </message>
    <message>
        <source>Cancelled. Nothing of it runs any more.</source>
        <translation>Abgebrochen. Nichts davon läuft mehr.</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) break rules of the API or will surprise.</source>
        <translation>
            <numerusform>%n Meldung verletzt Regeln der Schnittstelle oder wird überraschen.</numerusform>
            <numerusform>%n Meldungen verletzen Regeln der Schnittstelle oder werden überraschen.</numerusform>
        </translation>
    </message>
    <message>
        <source>✓ It works: it asked the model, reported its end and kept the rules of the API.</source>
        <translation>✓ Es funktioniert: Der Befehl hat das Modell gefragt, sein Ende gemeldet und die Regeln der Schnittstelle eingehalten.</translation>
    </message>
    <message>
        <source>ended by signal %1</source>
        <translation>durch Signal %1 beendet</translation>
    </message>
    <message>
        <source>exit code %1</source>
        <translation>Rückgabewert %1</translation>
    </message>
    <message>
        <source>%1 · %2 · CPU %3 · memory %4</source>
        <comment>end, time, CPU time, largest process</comment>
        <translation>%1 · %2 · CPU %3 · Speicher %4</translation>
    </message>
</context>
<context>
    <name>assay::TrialTab</name>
    <message>
        <source>There is no local command to try: write one under Runtime, On This Machine.</source>
        <translation>Es gibt keinen lokalen Befehl zum Ausprobieren: Schreiben Sie einen unter Laufzeit, Auf diesem Rechner.</translation>
    </message>
    <message>
        <source>There is no benchmark to try it with: add one under Benchmarks.</source>
        <translation>Es gibt keinen Benchmark zum Ausprobieren: Fügen Sie unter Benchmarks einen hinzu.</translation>
    </message>
    <message>
        <source>With the variables %1</source>
        <translation>Mit den Variablen %1</translation>
    </message>
    <message>
        <source>Runs the command once on this machine, with five rows and a toy model that always answers the same. It is tried as it is written now; nothing is stored.</source>
        <translation>Führt den Befehl einmal auf diesem Rechner aus, mit fünf Zeilen und einem Spielmodell, das immer gleich antwortet. Ausprobiert wird er, wie er jetzt hier steht; aufbewahrt wird nichts.</translation>
    </message>
    <message>
        <source>Benchmark:</source>
        <translation>Benchmark:</translation>
    </message>
    <message>
        <source>Run This Command</source>
        <translation>Diesen Befehl ausführen</translation>
    </message>
    <message>
        <source>Cancel Trial</source>
        <translation>Probe abbrechen</translation>
    </message>
    <message>
        <source>Reports of the Trial</source>
        <translation>Meldungen der Probe</translation>
    </message>
    <message>
        <source>Report as Posted</source>
        <translation>Meldung wie gesendet</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Output of the Command</source>
        <translation>Ausgabe des Befehls</translation>
    </message>
    <message>
        <source>Choose a report to see what it says and which rules it breaks.</source>
        <translation>Wählen Sie eine Meldung, um zu sehen, was sie sagt und welche Regeln sie verletzt.</translation>
    </message>
    <message>
        <source>What the command writes appears here.</source>
        <translation>Was der Befehl schreibt, erscheint hier.</translation>
    </message>
</context>
<context>
    <name>assay::ValueRow</name>
    <message>
        <source>On</source>
        <translation>Ein</translation>
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
    <name>assay::ViewsButton</name>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>View: %1</source>
        <translation>Ansicht: %1</translation>
    </message>
    <message>
        <source>Saved views of the runs</source>
        <translation>Gespeicherte Ansichten der Läufe</translation>
    </message>
    <message>
        <source>Save View As…</source>
        <translation>Ansicht speichern als …</translation>
    </message>
    <message>
        <source>Save Changes to “%1”</source>
        <translation>Änderungen an „%1“ speichern</translation>
    </message>
    <message>
        <source>Save Changes</source>
        <translation>Änderungen speichern</translation>
    </message>
    <message>
        <source>Rename View…</source>
        <translation>Ansicht umbenennen …</translation>
    </message>
    <message>
        <source>Delete View</source>
        <translation>Ansicht löschen</translation>
    </message>
    <message>
        <source>Name of the view:</source>
        <translation>Name der Ansicht:</translation>
    </message>
    <message>
        <source>Save View</source>
        <translation>Ansicht speichern</translation>
    </message>
    <message>
        <source>New name of the view:</source>
        <translation>Neuer Name der Ansicht:</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
</context>
<context>
    <name>assay::WhatIf</name>
    <message>
        <source>%1 · server’s rule: %2</source>
        <translation>%1 · Regel des Servers: %2</translation>
    </message>
</context>
<context>
    <name>assay::WhatIfBar</name>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the gates and weights of the record.</source>
        <translation>Zurück zu den aufgezeichneten Schwellen und Gewichten.</translation>
    </message>
    <message>
        <source>Save as New Version…</source>
        <translation>Als neue Version speichern …</translation>
    </message>
    <message>
        <source>Run Again with These Gates…</source>
        <translation>Mit diesen Schwellen erneut ausführen …</translation>
    </message>
    <message>
        <source>What if the gate of %1 is</source>
        <translation>Was wäre wenn: Schwelle von %1</translation>
    </message>
    <message>
        <source>What if the gate of the chosen benchmark is</source>
        <translation>Was wäre wenn: Schwelle des gewählten Benchmarks</translation>
    </message>
    <message>
        <source>its weight</source>
        <translation>sein Gewicht</translation>
    </message>
    <message>
        <source>the run’s gate</source>
        <translation>die Schwelle des Laufs</translation>
    </message>
    <message>
        <source>What if the weight of %1 is</source>
        <translation>Was wäre wenn: Gewicht von %1</translation>
    </message>
    <message>
        <source>What if the gate of the whole run’s score is</source>
        <translation>Was wäre wenn: Schwelle für den Wert des ganzen Laufs</translation>
    </message>
    <message>
        <source>Type a number, press the arrow keys, or draw the diamond in the chart. The run’s record stays as it is.</source>
        <translation>Eine Zahl eingeben, die Pfeiltasten drücken oder die Raute im Diagramm ziehen. Die Aufzeichnung des Laufs bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>Choose a benchmark with a score in the chart or the table.</source>
        <translation>Einen Benchmark mit einem Wert im Diagramm oder in der Tabelle wählen.</translation>
    </message>
    <message>
        <source>What if: %1</source>
        <translation>Was wäre wenn: %1</translation>
    </message>
    <message>
        <source>Recorded: %1</source>
        <translation>Aufgezeichnet: %1</translation>
    </message>
    <message>
        <source>Opens the collection with these gates and weights, to be looked at and saved.</source>
        <translation>Öffnet die Sammlung mit diesen Schwellen und Gewichten zum Ansehen und Speichern.</translation>
    </message>
    <message>
        <source>Opens a new job with the same settings and these gates.</source>
        <translation>Öffnet einen neuen Auftrag mit denselben Einstellungen und diesen Schwellen.</translation>
    </message>
    <message>
        <source>Drag the weight of %1</source>
        <translation>Gewicht von %1 ziehen</translation>
    </message>
    <message>
        <source>Drag to try another weight, from a tenth to ten times.</source>
        <translation>Ziehen, um ein anderes Gewicht zu probieren, vom Zehntel bis zum Zehnfachen.</translation>
    </message>
    <message>
        <source>The run’s collection is being read.</source>
        <translation>Die Sammlung des Laufs wird gelesen.</translation>
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
</TS>
