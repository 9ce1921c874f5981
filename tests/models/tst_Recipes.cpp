#include "models/composer/RecipeListModel.h"
#include "tests/support/DocumentText.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

namespace {

Recipe recipe(const char *name)
{
    Recipe made;
    made.name = QString::fromUtf8(name);
    made.document = jobFrom("name: nightly\nmodel: {name: m, url: 'http://127.0.0.1:1/v1', auth: {secret_ref: key-one}}\n"
                           "benchmarks: [{provider_id: assay, id: b, parameters: {num_examples: 50, stop: ['1.0']}}, {provider_id: assay, id: c}]\n");
    return made;
}

QStringList names(const QAbstractItemModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all << model.index(row, 0).data().toString();
    return all;
}

} // namespace

class tst_Recipes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void savesRenamesRemoves();
    void isThereAfterARestart();
    void answersAfterTheDisk();
    void brokenListIsLeftAlone();
    void namesAreUnique();
    void noSecrets_data();
    void noSecrets();
    void yaml();
    void yamlOfAPlainJob();
    void badYaml_data();
    void badYaml();
    void targetsBecomeJobs();
    void namesOfAMatrix_data();
    void namesOfAMatrix();
    void problemsOfTargets();
};

void tst_Recipes::savesRenamesRemoves()
{
    FakeDraftStore store;
    RecipeListModel model(store);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    // A command before anything was read waits for that.
    int answered = 0;
    const auto good = [&](const Result<Done> &done) { answered += done.hasValue() ? 1 : 100; };
    for (const char *name : {"Zebra", "ärmel", "Bach"})
        model.save(recipe(name), good);
    QTRY_COMPARE(answered, 3);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0).data(RecipeListModel::BenchmarksRole).toString(), QStringLiteral("2 benchmark(s)"));
    QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("m")));

    const QPersistentModelIndex zebra = model.index(int(names(model).indexOf(QStringLiteral("Zebra"))));
    Recipe changed = recipe("Zebra");
    changed.document = jobFrom("collection: {id: starter-v1}");
    changed.targets = {TargetRow{QStringLiteral("a"), QStringLiteral("http://h/v1"), {}, {}, {}}, TargetRow{QStringLiteral("b"), QStringLiteral("http://h/v1"), {}, {}, {}}};
    model.save(changed, good);
    QTRY_COMPARE(answered, 4);
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(zebra.isValid());
    QCOMPARE(zebra.data(RecipeListModel::BenchmarksRole).toString(), QStringLiteral("starter-v1"));
    QCOMPARE(zebra.data(RecipeListModel::TargetsRole).toInt(), 2);
    QVERIFY(zebra.data(RecipeListModel::ChangedRole).toDateTime().isValid());

    model.rename(QStringLiteral("Zebra"), QStringLiteral("Antelope"), good);
    model.remove(QStringLiteral("Bach"), good);
    QTRY_COMPARE(answered, 6);
    QVERIFY(model.find(QStringLiteral("Antelope")) && !model.find(QStringLiteral("Zebra")) && !model.find(QStringLiteral("Bach")));
    QCOMPARE(model.find(QStringLiteral("Antelope"))->targets, changed.targets);
    QString why;
    model.rename(QStringLiteral("gone"), QStringLiteral("x"), [&](const Result<Done> &done) { why = done ? QString() : done.error().message; });
    QVERIFY(why.contains(QStringLiteral("gone")));
    model.rename(QStringLiteral("Antelope"), QStringLiteral("ärmel"), [&](const Result<Done> &done) { why = done ? QString() : done.error().message; });
    QVERIFY(why.contains(QStringLiteral("ärmel")));
}

void tst_Recipes::isThereAfterARestart()
{
    FakeDraftStore store;
    Recipe kept = recipe("Nightly");
    kept.targets = {TargetRow{QStringLiteral("a"), QStringLiteral("http://h/v1"), QStringLiteral("key"), QStringLiteral("https://card"), {{QStringLiteral("temperature"), 0.5}}}};
    kept.namePattern = QStringLiteral("{model}");
    {
        RecipeListModel model(store);
        bool done = false;
        model.save(kept, [&](const Result<Done> &) { done = true; });
        QTRY_VERIFY(done);
        kept = *model.find(QStringLiteral("Nightly"));
    }
    RecipeListModel model(store);
    model.load();
    QTRY_COMPARE(model.state(), LoadState::Ready);
    QCOMPARE(names(model), QStringList{QStringLiteral("Nightly")});
    QCOMPARE(model.recipes().first(), kept);
}

void tst_Recipes::answersAfterTheDisk()
{
    FakeDraftStore store;
    RecipeListModel model(store);
    model.load();
    QTRY_COMPARE(model.state(), LoadState::Ready);
    store.hold = true;
    int answered = 0;
    model.save(recipe("One"), [&](const Result<Done> &) { ++answered; });
    model.save(recipe("Two"), [&](const Result<Done> &) { ++answered; });
    QCOMPARE(store.waiting(), 1); // the second waits for the first
    QCOMPARE(model.rowCount(), 0);
    store.failSave = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")}; // at the second
    store.release();
    QTRY_COMPARE(answered, 1);
    QCOMPARE(names(model), QStringList{QStringLiteral("One")});
    QCOMPARE(store.waiting(), 1);
    store.release();
    QTRY_COMPARE(answered, 2);
    QCOMPARE(names(model), QStringList{QStringLiteral("One")}); // what is not on disk is not shown
}

void tst_Recipes::brokenListIsLeftAlone()
{
    for (const QByteArray &content : {QByteArray("{half"), QByteArray(R"([{"name":"x","job":{}},{"other":1}])")}) {
        FakeDraftStore store;
        store.contents.insert(QStringLiteral("recipes"), content);
        RecipeListModel model(store);
        QString why;
        model.save(recipe("New"), [&](const Result<Done> &done) { why = done ? QStringLiteral("saved") : done.error().message; });
        QTRY_VERIFY(!why.isEmpty());
        QCOMPARE(model.state(), LoadState::Failed);
        QCOMPARE(why, model.error());
        QCOMPARE(store.contents.value(QStringLiteral("recipes")), content);
    }
    FakeDraftStore store;
    store.failLoad = Error{Error::Kind::Storage, QStringLiteral("It cannot be read.")};
    RecipeListModel model(store);
    model.load();
    QTRY_COMPARE(model.state(), LoadState::Failed);
    QCOMPARE(model.error(), QStringLiteral("It cannot be read."));
}

void tst_Recipes::namesAreUnique()
{
    FakeDraftStore store;
    RecipeListModel model(store);
    bool done = false;
    model.save(recipe("Nightly"), [&](const Result<Done> &) { done = true; });
    QTRY_VERIFY(done);
    QVERIFY(!model.nameProblem(QStringLiteral("Nightly")).isEmpty());
    QVERIFY(model.nameProblem(QStringLiteral("Nightly"), QStringLiteral("Nightly")).isEmpty());
    QVERIFY(model.nameProblem(QStringLiteral("Weekly")).isEmpty());
    for (const QString &bad : {QString(), QStringLiteral("  "), QStringLiteral(" x"), QStringLiteral("a\nb"), QString(200, QLatin1Char('x'))})
        QVERIFY2(!model.nameProblem(bad).isEmpty(), qPrintable(bad));
    QCOMPARE(model.freeName(QStringLiteral("Nightly")), QStringLiteral("Nightly 2"));
    QCOMPARE(model.freeName(QStringLiteral("Weekly")), QStringLiteral("Weekly"));
    QVERIFY(model.nameProblem(model.freeName(QString())).isEmpty());
}

void tst_Recipes::noSecrets_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("where");
    const auto row = [](const char *yaml, const char *where) { QTest::newRow(yaml) << QString::fromLatin1(yaml) << QString::fromLatin1(where); };
    row("model: {name: m, auth: {secret_ref: my-key}}", "");
    row("benchmarks: [{id: b, test_data_ref: {s3: {bucket: b, key: path/file, secret_ref: s}}}]", "");
    row("model: {name: m, parameters: {max_tokens: 5, tokenizer: gpt2, tokens_to_generate: 4}}", "");
    row("benchmarks: [{id: b, parameters: {tokenizer: x, secret_ref: y, stop: ['token']}}]", "");
    row("model: {name: m, url: 'http://host/v1'}", "");
    row("model: {name: m, url: 'http://user:word@host/v1'}", "model/url");
    row("model: {name: m, parameters: {api_key: abc}}", "model/parameters/api_key");
    row("model: {name: m, parameters: {hf_token: abc}}", "model/parameters/hf_token");
    row("benchmarks: [{id: a}, {id: b, parameters: {parameters: {password: x}}}]", "benchmarks/1/parameters/parameters/password");
    row("benchmarks: [{id: b, parameters: {header: Bearer abcdefgh12}}]", "benchmarks/0/parameters/header");
    row("custom: {note: sk-abcdefghijklmnopqrstuv}", "custom/note");
}

void tst_Recipes::noSecrets()
{
    QFETCH(QString, yaml);
    QFETCH(QString, where);
    Recipe one = recipe("x");
    one.document = jobFrom(qPrintable(yaml));
    QVERIFY(!one.document.isEmpty());
    const QString problem = secretProblem(one.document, {});
    QCOMPARE(problem.isEmpty(), where.isEmpty());
    QVERIFY2(problem.contains(where), qPrintable(problem));
    QVERIFY(!problem.contains(QStringLiteral("abcdefgh"))); // not the key itself

    FakeDraftStore store;
    RecipeListModel model(store);
    std::optional<bool> saved;
    model.save(one, [&](const Result<Done> &done) { saved = done.hasValue(); });
    QTRY_VERIFY(saved.has_value());
    QCOMPARE(*saved, where.isEmpty());
    QCOMPARE(store.contents.isEmpty(), !where.isEmpty());
    one.document = AuthoredDocument(DocumentKind::Job);
    QVERIFY(!secretProblem(one.document, {TargetRow{QStringLiteral("m"), QStringLiteral("http://a:b@h/v1"), {}, {}, {}}}).isEmpty());
}

void tst_Recipes::yaml()
{
    Recipe one = recipe("Nightly: \"all\"");
    one.targets = {TargetRow{QStringLiteral("a"), QStringLiteral("http://h/v1"), QStringLiteral("key"), {}, {{QStringLiteral("temperature"), 0.5}}}, TargetRow{QStringLiteral("b"), QStringLiteral("recorded:b"), {}, {}, {}}};
    one.namePattern = QStringLiteral("{model}: {name}");
    one.document.set(QStringLiteral("description"), QStringLiteral("Two lines,\nthe second: here."));
    const QByteArray text = one.toYaml();
    QVERIFY(text.indexOf("recipe:") < text.indexOf("job:"));
    QVERIFY2(text.indexOf("  name: nightly") < text.indexOf("  benchmarks:"), text.constData()); // the job in the form's order
    const auto read = Recipe::fromYaml(text);
    QVERIFY2(read.hasValue(), read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->name, one.name);
    QCOMPARE(read->document, one.document);
    QCOMPARE(read->targets, one.targets);
    QCOMPARE(read->namePattern, one.namePattern);
    Recipe empty;
    empty.name = QStringLiteral("Empty");
    const auto again = Recipe::fromYaml(empty.toYaml());
    QVERIFY2(again.hasValue(), again ? "" : qPrintable(again.error().message));
    QVERIFY(again->document.isEmpty());
}

void tst_Recipes::yamlOfAPlainJob()
{
    const auto read = Recipe::fromYaml("name: mine\nmodel: {name: m}\nstatus: {state: completed}\n");
    QVERIFY(read.hasValue());
    QCOMPARE(read->name, QStringLiteral("mine"));
    QCOMPARE(read->document, jobFrom("name: mine\nmodel: {name: m}\n"));
    QVERIFY(read->targets.isEmpty());
}

void tst_Recipes::badYaml_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("broken") << QByteArray("recipe: [\n") << QStringLiteral("ine ");
    QTest::newRow("a list") << QByteArray("- a\n") << QStringLiteral("Line 1");
    QTest::newRow("nothing") << QByteArray() << QStringLiteral("Line 1");
    QTest::newRow("no job") << QByteArray("recipe: x\n") << QStringLiteral("job");
    QTest::newRow("targets") << QByteArray("recipe: x\njob: {name: a}\ntargets: b\n") << QStringLiteral("targets");
}

void tst_Recipes::badYaml()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    const auto read = Recipe::fromYaml(text);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, Error::Kind::Invalid);
    QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
}

void tst_Recipes::targetsBecomeJobs()
{
    AuthoredDocument job = recipe("x").document;
    job.set(QStringLiteral("model/auth/mode"), QStringLiteral("later"));
    const TargetRow own = TargetRow::of(job);
    QCOMPARE(own.secretRef, QStringLiteral("key-one"));
    QCOMPARE(expandTargets(job, {}), QList<AuthoredDocument>{job});
    QCOMPARE(expandTargets(job, {own}), QList<AuthoredDocument>{job}); // a single one changes nothing
    const TargetRow other{QStringLiteral("b"), QStringLiteral("recorded:b"), {}, QStringLiteral("https://card"), {{QStringLiteral("temperature"), 0.5}}};
    const auto jobs = expandTargets(job, {own, other});
    QCOMPARE(jobs.size(), 2);
    QCOMPARE(TargetRow::of(jobs.at(1)), other);
    QVERIFY(!jobs.at(1).contains(QStringLiteral("model/auth/secret_ref")));
    QCOMPARE(jobs.at(1).text(QStringLiteral("model/auth/mode")), QStringLiteral("later")); // what is not known stays
    QCOMPARE(jobs.at(1).rows(QStringLiteral("benchmarks")), job.rows(QStringLiteral("benchmarks")));
    QCOMPARE(TargetRow::fromMap(other.toMap()), other);
    QCOMPARE(TargetRow::fromMap(TargetRow().toMap()), TargetRow());
}

void tst_Recipes::namesOfAMatrix_data()
{
    QTest::addColumn<QString>("job");
    QTest::addColumn<QStringList>("models");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("names");
    const auto row = [](const char *label, const char *job, const QStringList &models, const char *pattern, const QStringList &names) {
        QTest::newRow(label) << QString::fromUtf8(job) << models << QString::fromUtf8(pattern) << names;
    };
    const QString a = QStringLiteral("a"), b = QStringLiteral("b");
    row("one", "n", {a}, "{model}", {QStringLiteral("n")});
    row("two", "n", {a, b}, "", {QStringLiteral("n · a"), QStringLiteral("n · b")});
    row("equal", "n", {a, a, a}, "", {QStringLiteral("n · a"), QStringLiteral("n · a (2)"), QStringLiteral("n · a (3)")});
    row("the copy's name is taken", "n", {a, a, QStringLiteral("a (2)")}, "", {QStringLiteral("n · a"), QStringLiteral("n · a (2)"), QStringLiteral("n · a (2) (2)")});
    row("no name", "", {a, b}, "", {a, b});
    row("pattern", "n", {a, b}, "{number}. {model} {name}", {QStringLiteral("1. a n"), QStringLiteral("2. b n")});
    row("constant", "n", {a, b}, "x", {QStringLiteral("x"), QStringLiteral("x (2)")});
    row("a model called like a place", "n", {QStringLiteral("{name}"), b}, "", {QStringLiteral("n · {name}"), QStringLiteral("n · b")});
}

void tst_Recipes::namesOfAMatrix()
{
    QFETCH(QString, job);
    QFETCH(QStringList, models);
    QFETCH(QString, pattern);
    QFETCH(QStringList, names);
    AuthoredDocument document(DocumentKind::Job);
    document.set(QStringLiteral("name"), job);
    QList<TargetRow> targets;
    for (const QString &model : models)
        targets << TargetRow{model, QStringLiteral("http://h/v1"), {}, {}, {}};
    QStringList got;
    for (const AuthoredDocument &one : expandTargets(document, targets, pattern))
        got << one.text(QStringLiteral("name"));
    QCOMPARE(got, names);
}

void tst_Recipes::problemsOfTargets()
{
    const AuthoredDocument job = recipe("x").document;
    const TargetRow good{QStringLiteral("a"), QStringLiteral("http://h/v1"), {}, {}, {}};
    QCOMPARE(targetProblems(job, {good}), QList<FieldProblem>());
    const auto problems = targetProblems(job, {good, TargetRow{{}, QStringLiteral("nowhere"), {}, QStringLiteral("card"), {}}, good});
    QStringList paths;
    for (const FieldProblem &problem : problems)
        paths << problem.path;
    QCOMPARE(paths, (QStringList{QStringLiteral("targets/1/name"), QStringLiteral("targets/1/url"), QStringLiteral("targets/1/card_url"), QStringLiteral("targets/2/name")}));
    QVERIFY(problems.last().message.contains(QLatin1Char('3')) && problems.last().message.contains(QLatin1Char('1')));
}

ASSAY_TEST(tst_Recipes)
#include "tst_Recipes.moc"
