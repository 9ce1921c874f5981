<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>assay</name>
    <message numerus="yes">
        <source>%n model(s) found.</source>
        <translation>
            <numerusform>%n model found.</numerusform>
            <numerusform>%n models found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fail</source>
        <translation>
            <numerusform>%n fail</numerusform>
            <numerusform>%n fail</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a result</source>
        <translation>
            <numerusform>%n without a result</numerusform>
            <numerusform>%n without a result</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n too close to call</source>
        <translation>
            <numerusform>%n too close to call</numerusform>
            <numerusform>%n too close to call</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pass</source>
        <translation>
            <numerusform>%n pass</numerusform>
            <numerusform>%n pass</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not finished</source>
        <translation>
            <numerusform>%n not finished</numerusform>
            <numerusform>%n not finished</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not gated</source>
        <translation>
            <numerusform>%n not gated</numerusform>
            <numerusform>%n not gated</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It ends in %n day(s); ask for its renewal.</source>
        <translation>
            <numerusform>It ends in %n day; ask for its renewal.</numerusform>
            <numerusform>It ends in %n days; ask for its renewal.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server says “%1”; its clock is %n second(s) off this machine&apos;s.</source>
        <translation>
            <numerusform>The server says “%1”; its clock is %n second off this machine&apos;s.</numerusform>
            <numerusform>The server says “%1”; its clock is %n seconds off this machine&apos;s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No tenant is sent; %n run(s) can be seen.</source>
        <translation>
            <numerusform>No tenant is sent; %n run can be seen.</numerusform>
            <numerusform>No tenant is sent; %n runs can be seen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of the tenant “%1” can be seen.</source>
        <translation>
            <numerusform>%n run of the tenant “%1” can be seen.</numerusform>
            <numerusform>%n runs of the tenant “%1” can be seen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) will not do what was asked.</source>
        <translation>
            <numerusform>%n value will not do what was asked.</numerusform>
            <numerusform>%n values will not do what was asked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) came back otherwise than planned.</source>
        <translation>
            <numerusform>%n thing came back otherwise than planned.</numerusform>
            <numerusform>%n things came back otherwise than planned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s)</source>
        <translation>
            <numerusform>%n benchmark</numerusform>
            <numerusform>%n benchmarks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n benchmark(s) shared with the baseline “%1”: %2 better, %3 worse, %4 too close or without standard errors.</source>
        <translation>
            <numerusform>Of %n benchmark shared with the baseline “%1”: %2 better, %3 worse, %4 too close or without standard errors.</numerusform>
            <numerusform>Of %n benchmarks shared with the baseline “%1”: %2 better, %3 worse, %4 too close or without standard errors.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The library of runs was damaged. It is kept as %1, and a new one was begun with %n of your notes, tags, baselines and views that could be read from it and its backup.</source>
        <translation>
            <numerusform>The library of runs was damaged. It is kept as %1, and a new one was begun with %n of your notes, tags, baselines and views that could be read from it and its backup.</numerusform>
            <numerusform>The library of runs was damaged. It is kept as %1, and a new one was begun with %n of your notes, tags, baselines and views that could be read from it and its backup.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) of the baseline were not run.</source>
        <translation>
            <numerusform>%n benchmark of the baseline was not run.</numerusform>
            <numerusform>%n benchmarks of the baseline were not run.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) are not in the baseline.</source>
        <translation>
            <numerusform>%n benchmark is not in the baseline.</numerusform>
            <numerusform>%n benchmarks are not in the baseline.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) have no result in one of the runs.</source>
        <translation>
            <numerusform>%n benchmark has no result in one of the runs.</numerusform>
            <numerusform>%n benchmarks have no result in one of the runs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: not recorded for %n benchmark(s).</source>
        <translation>
            <numerusform>%1: not recorded for %n benchmark.</numerusform>
            <numerusform>%1: not recorded for %n benchmarks.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: the uncertainty of %n result(s) is not known, so every difference could be chance.</source>
        <translation>
            <numerusform>%1: the uncertainty of %n result is not known, so every difference could be chance.</numerusform>
            <numerusform>%1: the uncertainty of %n results is not known, so every difference could be chance.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: no difference on %n benchmark(s) is more than chance could be.</source>
        <translation>
            <numerusform>%1: no difference on %n benchmark is more than chance could be.</numerusform>
            <numerusform>%1: no difference on %n benchmarks is more than chance could be.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) between them have no result.</source>
        <translation>
            <numerusform>%n run between them has no result.</numerusform>
            <numerusform>%n runs between them have no result.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) between them cannot be told from either.</source>
        <translation>
            <numerusform>%n run between them cannot be told from either.</numerusform>
            <numerusform>%n runs between them cannot be told from either.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n row(s) have errors; means are over the rows that have a result.</source>
        <translation>
            <numerusform>%1 of %n row has errors; means are over the rows that have a result.</numerusform>
            <numerusform>%1 of %n rows have errors; means are over the rows that have a result.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) of tasks on single rows.</source>
        <translation>
            <numerusform>%n error of a task on a single row.</numerusform>
            <numerusform>%n errors of tasks on single rows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n evaluation(s) can be seen.</source>
        <translation>
            <numerusform>%n evaluation can be seen.</numerusform>
            <numerusform>%n evaluations can be seen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Spice.ai 1.x with %n eval(s).</source>
        <translation>
            <numerusform>Spice.ai 1.x with %n eval.</numerusform>
            <numerusform>Spice.ai 1.x with %n evals.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” repeat an earlier row word for word (%4 %).</source>
        <translation>
            <numerusform>%1 of %2 rows of “%3” repeats an earlier row word for word (%4 %).</numerusform>
            <numerusform>%1 of %2 rows of “%3” repeat an earlier row word for word (%4 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” occur in “%4” word for word (%5 %).</source>
        <translation>
            <numerusform>%1 of %2 rows of “%3” occurs in “%4” word for word (%5 %).</numerusform>
            <numerusform>%1 of %2 rows of “%3” occur in “%4” word for word (%5 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 more share %2 words in a row with an earlier one (%3 %).</source>
        <translation>
            <numerusform>%1 more shares %2 words in a row with an earlier one (%3 %).</numerusform>
            <numerusform>%1 more share %2 words in a row with an earlier one (%3 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” share %4 words in a row with an earlier one (%5 %).</source>
        <translation>
            <numerusform>%1 of %2 rows of “%3” shares %4 words in a row with an earlier one (%5 %).</numerusform>
            <numerusform>%1 of %2 rows of “%3” share %4 words in a row with an earlier one (%5 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 more share %2 words in a row with a row there (%3 %).</source>
        <translation>
            <numerusform>%1 more shares %2 words in a row with a row there (%3 %).</numerusform>
            <numerusform>%1 more share %2 words in a row with a row there (%3 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 rows of “%3” share %4 words in a row with a row of “%5” (%6 %).</source>
        <translation>
            <numerusform>%1 of %2 rows of “%3” shares %4 words in a row with a row of “%5” (%6 %).</numerusform>
            <numerusform>%1 of %2 rows of “%3” share %4 words in a row with a row of “%5” (%6 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows of “%2” have no words in what was compared and were left out.</source>
        <translation>
            <numerusform>%1 row of “%2” has no words in what was compared and was left out.</numerusform>
            <numerusform>%1 rows of “%2” have no words in what was compared and were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows of “%2” have fewer than %3 words and were only compared as a whole.</source>
        <translation>
            <numerusform>%1 row of “%2” has fewer than %3 words and was only compared as a whole.</numerusform>
            <numerusform>%1 rows of “%2” have fewer than %3 words and were only compared as a whole.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows of “%2” have fewer than %3 words and were not compared.</source>
        <translation>
            <numerusform>%1 row of “%2” has fewer than %3 words and was not compared.</numerusform>
            <numerusform>%1 rows of “%2” have fewer than %3 words and were not compared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In “%1”, %2 of %3 rows are concerned (%4 %).</source>
        <translation>
            <numerusform>In “%1”, %2 of %3 rows is concerned (%4 %).</numerusform>
            <numerusform>In “%1”, %2 of %3 rows are concerned (%4 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 pairs were not alike when their rows were read again, and are not listed; the rows may have changed meanwhile.</source>
        <translation>
            <numerusform>%1 pair was not alike when its rows were read again, and is not listed; the rows may have changed meanwhile.</numerusform>
            <numerusform>%1 pairs were not alike when their rows were read again, and are not listed; the rows may have changed meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not all pairs are listed, %1 of them; the counts are complete.</source>
        <translation>
            <numerusform>Not all pairs are listed, %1 of them; the counts are complete.</numerusform>
            <numerusform>Not all pairs are listed, %1 of them; the counts are complete.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) of tasks were skipped.</source>
        <translation>
            <numerusform>%n result of tasks was skipped.</numerusform>
            <numerusform>%n results of tasks were skipped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) of tasks are pending and may still come.</source>
        <translation>
            <numerusform>%n result of tasks is pending and may still come.</numerusform>
            <numerusform>%n results of tasks are pending and may still come.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the tokens of %n item(s) are not known</source>
        <translation>
            <numerusform>the tokens of %n item are not known</numerusform>
            <numerusform>the tokens of %n items are not known</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) do not tell theirs</source>
        <translation>
            <numerusform>%n benchmark does not tell its own</numerusform>
            <numerusform>%n benchmarks do not tell theirs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be compared: another number of items, or another direction.</source>
        <translation>
            <numerusform>%n of them cannot be compared: another number of items, or another direction.</numerusform>
            <numerusform>%n of them cannot be compared: another number of items, or another direction.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) without a score in one of the two runs are left out of the difference.</source>
        <translation>
            <numerusform>%n item without a score in one of the two runs is left out of the difference.</numerusform>
            <numerusform>%n items without a score in one of the two runs are left out of the difference.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::AnswerPair</name>
    <message numerus="yes">
        <source>Only the first %n word(s) that differ were compared; the rest is marked as a whole.</source>
        <translation>
            <numerusform>Only the first word that differs was compared; the rest is marked as a whole.</numerusform>
            <numerusform>Only the first %n words that differ were compared; the rest is marked as a whole.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::AppendDialog</name>
    <message numerus="yes">
        <source>%n row(s) in the file.</source>
        <translation>
            <numerusform>%n row in the file.</numerusform>
            <numerusform>%n rows in the file.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out.</source>
        <translation>
            <numerusform>%n row left out.</numerusform>
            <numerusform>%n rows left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::Application</name>
    <message numerus="yes">
        <source>%1 and %n more change(s)</source>
        <comment>a change, and others of the same moment</comment>
        <translation>
            <numerusform>%1 and %n more change</numerusform>
            <numerusform>%1 and %n more changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::AttemptsTab</name>
    <message numerus="yes">
        <source>Merged by Assay from %n run(s); the server does not know that they belong together.</source>
        <translation>
            <numerusform>Merged by Assay from %n run; the server does not know that they belong together.</numerusform>
            <numerusform>Merged by Assay from %n runs; the server does not know that they belong together.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::BatchSubmit</name>
    <message numerus="yes">
        <source>The answer was lost. The server is asked for the run in %n second(s), when the first request must have ended.</source>
        <translation>
            <numerusform>The answer was lost. The server is asked for the run in %n second, when the first request must have ended.</numerusform>
            <numerusform>The answer was lost. The server is asked for the run in %n seconds, when the first request must have ended.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::Calibration</name>
    <message numerus="yes">
        <source>%n label(s)</source>
        <translation>
            <numerusform>%n label</numerusform>
            <numerusform>%n labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It gave no score to %n labelled sample(s).</source>
        <translation>
            <numerusform>It gave no score to %n labelled sample.</numerusform>
            <numerusform>It gave no score to %n labelled samples.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::CataloguePage</name>
    <message numerus="yes">
        <source>%n collection(s)</source>
        <translation>
            <numerusform>%n collection</numerusform>
            <numerusform>%n collections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n provider(s)</source>
        <translation>
            <numerusform>%n provider</numerusform>
            <numerusform>%n providers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ChartActions</name>
    <message numerus="yes">
        <source>%n more caveat(s) in the copied data.</source>
        <translation>
            <numerusform>%n more caveat in the copied data.</numerusform>
            <numerusform>%n more caveats in the copied data.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ComparePage</name>
    <message numerus="yes">
        <source>%n more run(s) in the table.</source>
        <translation>
            <numerusform>%n more run in the table.</numerusform>
            <numerusform>%n more runs in the table.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ConfigTab</name>
    <message numerus="yes">
        <source>%n setting(s) differ, or are known of some runs only.</source>
        <translation>
            <numerusform>%n setting differs, or is known of some runs only.</numerusform>
            <numerusform>%n settings differ, or are known of some runs only.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::CopyDialog</name>
    <message numerus="yes">
        <source>%n thing(s) that it names are not there. The copy opens unsaved with them marked; nothing is written before you save it.</source>
        <translation>
            <numerusform>%n thing that it names is not there. The copy opens unsaved with it marked; nothing is written before you save it.</numerusform>
            <numerusform>%n things that it names are not there. The copy opens unsaved with them marked; nothing is written before you save it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::CoverageModel</name>
    <message numerus="yes">
        <source>%n category(ies) covered.</source>
        <translation>
            <numerusform>%n category covered.</numerusform>
            <numerusform>%n categories covered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n provider(s) used.</source>
        <translation>
            <numerusform>%n provider used.</numerusform>
            <numerusform>%n providers used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) are not in the catalogue, so their category is not known.</source>
        <translation>
            <numerusform>%n benchmark is not in the catalogue, so its category is not known.</numerusform>
            <numerusform>%n benchmarks are not in the catalogue, so their category is not known.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::DatasetEditModel</name>
    <message numerus="yes">
        <source>%n row(s) changed</source>
        <translation>
            <numerusform>%n row changed</numerusform>
            <numerusform>%n rows changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n added</source>
        <translation>
            <numerusform>%n added</numerusform>
            <numerusform>%n added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n removed</source>
        <translation>
            <numerusform>%n removed</numerusform>
            <numerusform>%n removed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::DatasetRowsView</name>
    <message numerus="yes">
        <source>Saved: “%1” has %n row(s) and is version %2.</source>
        <translation>
            <numerusform>Saved: “%1” has %n row and is version %2.</numerusform>
            <numerusform>Saved: “%1” has %n rows and is version %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Adding %n row(s) to “%1”…</source>
        <translation>
            <numerusform>Adding %n row to “%1”…</numerusform>
            <numerusform>Adding %n rows to “%1”…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) added; counted anew, “%1” has %2.</source>
        <translation>
            <numerusform>%n row added; counted anew, “%1” has %2.</numerusform>
            <numerusform>%n rows added; counted anew, “%1” has %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::DatasetsPage</name>
    <message numerus="yes">
        <source>%1: %n row(s).</source>
        <translation>
            <numerusform>%1: %n row.</numerusform>
            <numerusform>%1: %n rows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out.</source>
        <translation>
            <numerusform>%n row left out.</numerusform>
            <numerusform>%n rows left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::DeleteDialog</name>
    <message numerus="yes">
        <source>%n collection(s) name it and will not run without it.</source>
        <translation>
            <numerusform>%n collection names it and will not run without it.</numerusform>
            <numerusform>%n collections name it and will not run without it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) used it; their results stay.</source>
        <translation>
            <numerusform>%n run used it; its results stay.</numerusform>
            <numerusform>%n runs used it; their results stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were made from it; their results stay.</source>
        <translation>
            <numerusform>%n run was made from it; its results stay.</numerusform>
            <numerusform>%n runs were made from it; their results stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only the newest %n run(s) were looked at.</source>
        <translation>
            <numerusform>Only the newest run was looked at.</numerusform>
            <numerusform>Only the newest %n runs were looked at.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::DocumentModel</name>
    <message numerus="yes">
        <source>Change %1 of %n row(s)</source>
        <translation>
            <numerusform>Change %1 of %n row</numerusform>
            <numerusform>Change %1 of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n row(s)</source>
        <translation>
            <numerusform>Add %n row</numerusform>
            <numerusform>Add %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n row(s)</source>
        <translation>
            <numerusform>Remove %n row</numerusform>
            <numerusform>Remove %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n row(s)</source>
        <translation>
            <numerusform>Move %n row</numerusform>
            <numerusform>Move %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::EvaluationDraft</name>
    <message numerus="yes">
        <source>%n row(s): %1</source>
        <translation>
            <numerusform>%n row: %1</numerusform>
            <numerusform>%n rows: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::EvaluationPage</name>
    <message numerus="yes">
        <source>%n more fault(s)</source>
        <translation>
            <numerusform>%n more fault</numerusform>
            <numerusform>%n more faults</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::FacetBar</name>
    <message numerus="yes">
        <source>%n more: type %1: into the filter</source>
        <translation>
            <numerusform>%n more: type %1: into the filter</numerusform>
            <numerusform>%n more: type %1: into the filter</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::FlipChart</name>
    <message numerus="yes">
        <source>%n item(s), %1 %</source>
        <comment>items and their share of all</comment>
        <translation>
            <numerusform>%n item, %1 %</numerusform>
            <numerusform>%n items, %1 %</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::FlipsTab</name>
    <message numerus="yes">
        <source>%n item(s): %1</source>
        <comment>of one kind</comment>
        <translation>
            <numerusform>%n item: %1</numerusform>
            <numerusform>%n items: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n flip(s) to do</source>
        <comment>how many of how many</comment>
        <translation>
            <numerusform>%1 of %n flip to do</numerusform>
            <numerusform>%1 of %n flips to do</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::HeatModel</name>
    <message numerus="yes">
        <source>Smallest difference that this data can show: %1, and %n more benchmark(s)</source>
        <translation>
            <numerusform>Smallest difference that this data can show: %1, and %n more benchmark</numerusform>
            <numerusform>Smallest difference that this data can show: %1, and %n more benchmarks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::HeatTab</name>
    <message numerus="yes">
        <source>%n row(s) without a significant difference are not shown.</source>
        <translation>
            <numerusform>%n row without a significant difference is not shown.</numerusform>
            <numerusform>%n rows without a significant difference are not shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::HistoryTab</name>
    <message numerus="yes">
        <source>Shown are the newest %1 runs of each model, looked for among the newest %n run(s) of a connection.</source>
        <translation>
            <numerusform>Shown are the newest %1 runs of each model, looked for among the newest %n run of a connection.</numerusform>
            <numerusform>Shown are the newest %1 runs of each model, looked for among the newest %n runs of a connection.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ImportPage</name>
    <message numerus="yes">
        <source>%n run(s) imported.</source>
        <translation>
            <numerusform>%n run imported.</numerusform>
            <numerusform>%n runs imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were there already, with the same content.</source>
        <translation>
            <numerusform>%n run was there already, with the same content.</numerusform>
            <numerusform>%n runs were there already, with the same content.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s).</source>
        <translation>
            <numerusform>%n sample.</numerusform>
            <numerusform>%n samples.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are no results and were passed over.</source>
        <translation>
            <numerusform>%n file is no result and was passed over.</numerusform>
            <numerusform>%n files are no results and were passed over.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n Problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::JobEntries</name>
    <message numerus="yes">
        <source>Add %n benchmark(s)</source>
        <translation>
            <numerusform>Add %n benchmark</numerusform>
            <numerusform>Add %n benchmarks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::JobSender</name>
    <message numerus="yes">
        <source>%1 of %n run(s) were sent. %2</source>
        <translation>
            <numerusform>%1 of %n run was sent. %2</numerusform>
            <numerusform>%1 of %n runs were sent. %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::LibraryRuns</name>
    <message numerus="yes">
        <source>A tag has at most %n character(s).</source>
        <translation>
            <numerusform>A tag has at most %n character.</numerusform>
            <numerusform>A tag has at most %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::LogTab</name>
    <message numerus="yes">
        <source>%n line(s) match</source>
        <translation>
            <numerusform>%n line matches</numerusform>
            <numerusform>%n lines match</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %n loaded line(s) has it.</source>
        <translation>
            <numerusform>None of the %n loaded line has it.</numerusform>
            <numerusform>None of the %n loaded lines has it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::MetricsTab</name>
    <message numerus="yes">
        <source>%n metric(s)</source>
        <translation>
            <numerusform>%n metric</numerusform>
            <numerusform>%n metrics</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n metric(s)</source>
        <translation>
            <numerusform>%1 of %n metric</numerusform>
            <numerusform>%1 of %n metrics</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::NewJobPage</name>
    <message numerus="yes">
        <source>%n run(s) of an earlier batch were not sent, or it is not known whether they were.</source>
        <translation>
            <numerusform>%n run of an earlier batch was not sent, or it is not known whether it was.</numerusform>
            <numerusform>%n runs of an earlier batch were not sent, or it is not known whether they were.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were sent as they were written then. What is written here now was not.</source>
        <translation>
            <numerusform>%n run was sent as it was written then. What is written here now was not.</numerusform>
            <numerusform>%n runs were sent as they were written then. What is written here now was not.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::OverviewTab</name>
    <message numerus="yes">
        <source>%n benchmark(s) failed.</source>
        <translation>
            <numerusform>%n benchmark failed.</numerusform>
            <numerusform>%n benchmarks failed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::PlanModel</name>
    <message numerus="yes">
        <source>%n value(s) will not do what was asked</source>
        <translation>
            <numerusform>%n value will not do what was asked</numerusform>
            <numerusform>%n values will not do what was asked</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::PlanStep</name>
    <message numerus="yes">
        <source>%n run(s), one for each target; this is the plan of the first.</source>
        <translation>
            <numerusform>%n run, one for each target; this is the plan of the first.</numerusform>
            <numerusform>%n runs, one for each target; this is the plan of the first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) together: %1</source>
        <translation>
            <numerusform>%n run together: %1</numerusform>
            <numerusform>%n runs together: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ProblemStrip</name>
    <message numerus="yes">
        <source>✗ %n problem(s)</source>
        <translation>
            <numerusform>✗ %n problem</numerusform>
            <numerusform>✗ %n problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ %n warning(s)</source>
        <translation>
            <numerusform>⚠ %n warning</numerusform>
            <numerusform>⚠ %n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>ℹ %n note(s)</source>
        <translation>
            <numerusform>ℹ %n note</numerusform>
            <numerusform>ℹ %n notes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ProblemsPanel</name>
    <message numerus="yes">
        <source>No problems in the open documents, and no run failed in the last %n day(s).</source>
        <translation>
            <numerusform>No problems in the open documents, and no run failed in the last %n day.</numerusform>
            <numerusform>No problems in the open documents, and no run failed in the last %n days.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ReasonModel</name>
    <message numerus="yes">
        <source>%n sample(s)</source>
        <translation>
            <numerusform>%n sample</numerusform>
            <numerusform>%n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::RecipeListModel</name>
    <message numerus="yes">
        <source>%n benchmark(s)</source>
        <translation>
            <numerusform>%n benchmark</numerusform>
            <numerusform>%n benchmarks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n target(s)</source>
        <translation>
            <numerusform>%n target</numerusform>
            <numerusform>%n targets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ReplayModel</name>
    <message numerus="yes">
        <source>– %n benchmark(s) not in this run</source>
        <translation>
            <numerusform>– %n benchmark not in this run</numerusform>
            <numerusform>– %n benchmarks not in this run</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n benchmark(s) of the run are not in the collection</source>
        <translation>
            <numerusform>%n benchmark of the run is not in the collection</numerusform>
            <numerusform>%n benchmarks of the run are not in the collection</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of %n chosen run(s) gets another verdict.</source>
        <translation>
            <numerusform>The chosen run gets no other verdict.</numerusform>
            <numerusform>None of %n chosen runs gets another verdict.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n chosen run(s) get another verdict: %2 fail now, %3 pass now.</source>
        <translation>
            <numerusform>%1 of %n chosen run gets another verdict: %2 fail now, %3 pass now.</numerusform>
            <numerusform>%1 of %n chosen runs get another verdict: %2 fail now, %3 pass now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) lack a benchmark of the collection and get no verdict as a whole.</source>
        <translation>
            <numerusform>%n run lacks a benchmark of the collection and gets no verdict as a whole.</numerusform>
            <numerusform>%n runs lack a benchmark of the collection and get no verdict as a whole.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ReportPage</name>
    <message numerus="yes">
        <source>Report: %n runs compared</source>
        <translation>
            <numerusform>Report: %n runs compared</numerusform>
            <numerusform>Report: %n runs compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Report: %n run(s)</source>
        <translation>
            <numerusform>Report: %n run</numerusform>
            <numerusform>Report: %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::RunActions</name>
    <message numerus="yes">
        <source>%n run(s) have not ended and stay; cancel them first.</source>
        <translation>
            <numerusform>%n run has not ended and stays; cancel it first.</numerusform>
            <numerusform>%n runs have not ended and stay; cancel them first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %n run(s) are compared at once; choose fewer.</source>
        <translation>
            <numerusform>At most %n run is compared at once; choose fewer.</numerusform>
            <numerusform>At most %n runs are compared at once; choose fewer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) chosen</source>
        <translation>
            <numerusform>%n run chosen</numerusform>
            <numerusform>%n runs chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag for %n run(s):</source>
        <translation>
            <numerusform>Tag for %n run:</numerusform>
            <numerusform>Tag for %n runs:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::RunHeader</name>
    <message numerus="yes">
        <source>Runs %n benchmark(s) again that failed or were cancelled, inside this run (Ctrl+Shift+R).</source>
        <translation>
            <numerusform>Runs %n benchmark again that failed or was cancelled, inside this run (Ctrl+Shift+R).</numerusform>
            <numerusform>Runs %n benchmarks again that failed or were cancelled, inside this run (Ctrl+Shift+R).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Runs %n benchmark(s) again that failed or were cancelled, as a run of their own that is shown together with this one (Ctrl+Shift+R).</source>
        <translation>
            <numerusform>Runs %n benchmark again that failed or was cancelled, as a run of its own that is shown together with this one (Ctrl+Shift+R).</numerusform>
            <numerusform>Runs %n benchmarks again that failed or were cancelled, as a run of their own that is shown together with this one (Ctrl+Shift+R).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n of Them</source>
        <translation>
            <numerusform>All %n of Them</numerusform>
            <numerusform>All %n of Them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tries %n benchmark(s) of run %1 again. That page shows both as one run.</source>
        <translation>
            <numerusform>Tries %n benchmark of run %1 again. That page shows both as one run.</numerusform>
            <numerusform>Tries %n benchmarks of run %1 again. That page shows both as one run.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::RunPage</name>
    <message numerus="yes">
        <source>%n benchmark(s) run again.</source>
        <translation>
            <numerusform>%n benchmark runs again.</numerusform>
            <numerusform>%n benchmarks run again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are on the clipboard as text.</source>
        <translation>
            <numerusform>%n row is on the clipboard as text.</numerusform>
            <numerusform>%n rows are on the clipboard as text.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::RunPicker</name>
    <message numerus="yes">
        <source>A comparison has at most 12 runs; %n more can be added.</source>
        <translation>
            <numerusform>A comparison has at most 12 runs; %n more can be added.</numerusform>
            <numerusform>A comparison has at most 12 runs; %n more can be added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::RunRemover</name>
    <message numerus="yes">
        <source>%n run(s) are deleted in 10 seconds.</source>
        <translation>
            <numerusform>%n run is deleted in 10 seconds.</numerusform>
            <numerusform>%n runs are deleted in 10 seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::RunsPage</name>
    <message numerus="yes">
        <source>%n run(s), all loaded.</source>
        <translation>
            <numerusform>%n run, all loaded.</numerusform>
            <numerusform>%n runs, all loaded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s), looking for changes…</source>
        <translation>
            <numerusform>%n run, looking for changes…</numerusform>
            <numerusform>%n runs, looking for changes…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The filter shows %n of them.</source>
        <translation>
            <numerusform>The filter shows %n of them.</numerusform>
            <numerusform>The filter shows %n of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) as they were known at the last start; no server has answered yet.</source>
        <translation>
            <numerusform>%n run as it was known at the last start; no server has answered yet.</numerusform>
            <numerusform>%n runs as they were known at the last start; no server has answered yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::SampleQueryBar</name>
    <message numerus="yes">
        <source>%n found</source>
        <comment>samples</comment>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The regular expression took too long for %n sample(s); they count as no match.</source>
        <translation>
            <numerusform>The regular expression took too long for %n sample; it counts as no match.</numerusform>
            <numerusform>The regular expression took too long for %n samples; they count as no match.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::SaveDialog</name>
    <message numerus="yes">
        <source>%n change(s) to “%1”:</source>
        <translation>
            <numerusform>%n change to “%1”:</numerusform>
            <numerusform>%n changes to “%1”:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::SavedComparisonsModel</name>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <comment>names of runs</comment>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::SendPanel</name>
    <message numerus="yes">
        <source>%1 of %n run(s) are at the server.</source>
        <translation>
            <numerusform>%1 of %n run is at the server.</numerusform>
            <numerusform>%1 of %n runs are at the server.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::SpreadChart</name>
    <message numerus="yes">
        <source>%n item(s), %1 %</source>
        <comment>items and their share of all</comment>
        <translation>
            <numerusform>%n item, %1 %</numerusform>
            <numerusform>%n items, %1 %</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::StatusStrip</name>
    <message numerus="yes">
        <source>▶ %n run(s) active</source>
        <translation>
            <numerusform>▶ %n run active</numerusform>
            <numerusform>▶ %n runs active</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>● %n server(s) connected</source>
        <translation>
            <numerusform>● %n server connected</numerusform>
            <numerusform>● %n servers connected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ %n problem(s)</source>
        <translation>
            <numerusform>⚠ %n problem</numerusform>
            <numerusform>⚠ %n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::TargetStep</name>
    <message numerus="yes">
        <source>%n run(s), one for each of these, with the same benchmarks and settings.</source>
        <translation>
            <numerusform>%n run with the same benchmarks and settings.</numerusform>
            <numerusform>%n runs, one for each of these, with the same benchmarks and settings.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::TriagePanel</name>
    <message numerus="yes">
        <source>%n sample(s) of all runs.</source>
        <translation>
            <numerusform>%n sample of all runs.</numerusform>
            <numerusform>%n samples of all runs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be asked again: they have no target or no prompt.</source>
        <translation>
            <numerusform>%n of them cannot be asked again: it has no target or no prompt.</numerusform>
            <numerusform>%n of them cannot be asked again: they have no target or no prompt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::TrialModel</name>
    <message numerus="yes">
        <source>✗ not taken, %n violation(s)</source>
        <translation>
            <numerusform>✗ not taken, %n violation</numerusform>
            <numerusform>✗ not taken, %n violations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ %n finding(s)</source>
        <translation>
            <numerusform>⚠ %n finding</numerusform>
            <numerusform>⚠ %n findings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) break rules of the API or will surprise.</source>
        <translation>
            <numerusform>%n report breaks rules of the API or will surprise.</numerusform>
            <numerusform>%n reports break rules of the API or will surprise.</numerusform>
        </translation>
    </message>
</context>
</TS>
