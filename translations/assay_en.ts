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
    <name>assay::NewJobPage</name>
    <message numerus="yes">
        <source>%n run(s) of the earlier batch are sent.</source>
        <translation>
            <numerusform>%n run of the earlier batch is sent.</numerusform>
            <numerusform>%n runs of the earlier batch are sent.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of an earlier batch were not sent, or it is not known whether they were.</source>
        <translation>
            <numerusform>%n run of an earlier batch was not sent, or it is not known whether it was.</numerusform>
            <numerusform>%n runs of an earlier batch were not sent, or it is not known whether they were.</numerusform>
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
    <name>assay::RunActions</name>
    <message numerus="yes">
        <source>%n run(s) have not ended and stay; cancel them first.</source>
        <translation>
            <numerusform>%n run has not ended and stays; cancel it first.</numerusform>
            <numerusform>%n runs have not ended and stay; cancel them first.</numerusform>
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
        <source>%n run(s) have not ended and stay; cancel them first.</source>
        <translation>
            <numerusform>%n run has not ended and stays; cancel it first.</numerusform>
            <numerusform>%n runs have not ended and stay; cancel them first.</numerusform>
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
