#include "services/authoring/ParameterTable.h"
#include "services/authoring/AuthoredDocument.h"
#include "services/verdict/Estimate.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace assay;

namespace {

/// Names, kinds and sizes of the catalogue that is shipped.
QStringList shipped(const char *folder)
{
    const QDir dir(test::inSource("/resources/catalogue/") + QLatin1String(folder));
    QStringList files;
    for (const QString &name : dir.entryList({QStringLiteral("*.yaml")}))
        files << dir.filePath(name);
    return files;
}

AuthoredDocument readDocument(DocumentKind kind, const QString &file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return AuthoredDocument(kind);
    const auto document = AuthoredDocument::fromText(kind, in.readAll());
    return document ? *document : AuthoredDocument(kind);
}

AuthoredDocument jobOf(const QList<QVariantMap> &benchmarks)
{
    AuthoredDocument job(DocumentKind::Job);
    job.set(QStringLiteral("name"), QStringLiteral("n"));
    job.set(QStringLiteral("model/name"), QStringLiteral("m"));
    job.set(QStringLiteral("model/url"), QStringLiteral("http://127.0.0.1:1/v1"));
    QVariantList rows;
    for (const QVariantMap &row : benchmarks)
        rows << row;
    job.set(QStringLiteral("benchmarks"), rows);
    return job;
}

QVariantMap entry(const char *provider, const char *id, const QVariantMap &parameters = {})
{
    QVariantMap row{{QStringLiteral("provider_id"), QLatin1String(provider)}, {QStringLiteral("id"), QLatin1String(id)}};
    if (!parameters.isEmpty())
        row.insert(QStringLiteral("parameters"), parameters);
    return row;
}

const ParameterInfo *named(const QList<ParameterInfo> &all, const char *name)
{
    for (const ParameterInfo &one : all) {
        if (one.name() == QLatin1String(name))
            return &one;
    }
    return nullptr;
}

} // namespace

class tst_ParameterTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShippedProviderHasOne();
    void everyParameterIsWritten_data();
    void everyParameterIsWritten();
    void whatIsShippedIsWithoutProblems();
    void problemsNameTheParameter_data();
    void problemsNameTheParameter();
    void fieldsFitARow();
    void someAreForSomeBenchmarks();
    void limits_data();
    void limits();
};

void tst_ParameterTable::everyShippedProviderHasOne()
{
    const QStringList files = shipped("providers");
    QVERIFY(files.size() >= 10);
    for (const QString &file : files)
        QVERIFY2(hasParameterTable(QFileInfo(file).completeBaseName()), qPrintable(file));
    QVERIFY(!hasParameterTable(QStringLiteral("mine")));
    QVERIFY(parametersOf(QStringLiteral("mine")).isEmpty());
    QVERIFY(parameterFields(QStringLiteral("mine"), QStringLiteral("b")).isEmpty());
}

void tst_ParameterTable::everyParameterIsWritten_data()
{
    QTest::addColumn<QString>("provider");
    for (const char *provider : {"assay", "lm_evaluation_harness", "lighteval", "inspect", "guidellm", "garak", "garak-kfp", "ragas", "deepeval",
                                 "ibm-clear", "mteb", "ruler", "llamastack"})
        QTest::newRow(provider) << QString::fromLatin1(provider);
}

void tst_ParameterTable::everyParameterIsWritten()
{
    QFETCH(QString, provider);
    // Every one, also those of single benchmarks.
    QList<ParameterInfo> all = parametersOf(provider);
    for (const char *benchmark : {"inspect/petri-x", "inspect/bloom-x", "intents", "agentic-evaluation-custom-criteria", "agentic-evaluation-predefined-issues"})
        all += parametersOf(provider, QLatin1String(benchmark));
    QVERIFY(all.size() >= 4);
    QSet<QString> titles;
    for (const ParameterInfo &one : all) {
        QVERIFY2(!one.name().isEmpty() && one.field.path == QStringLiteral("parameters/") + one.name(), qPrintable(one.field.path));
        QVERIFY2(!one.field.title().isEmpty(), qPrintable(one.name()));
        QVERIFY2(one.field.help().endsWith(QLatin1Char('.')), qPrintable(one.name()));
        if (one.field.kind == FieldKind::Choice)
            QVERIFY2(one.field.choices.size() >= 2, qPrintable(one.name()));
        if (one.standard.isValid() && one.name() != QLatin1String("num_examples"))
            QCOMPARE(parameterProblem(one, one.standard.typeId() == QMetaType::Int ? QVariant(one.standard.toLongLong()) : one.standard), QString());
        if (one.limitsItems) {
            QCOMPARE(one.field.kind, FieldKind::Integer);
            QCOMPARE(one.field.lowest, std::optional<double>(1));
        }
    }
    for (const ParameterInfo &one : parametersOf(provider)) {
        QVERIFY2(!titles.contains(one.field.title()), qPrintable(one.field.title()));
        titles << one.field.title();
    }
}

void tst_ParameterTable::whatIsShippedIsWithoutProblems()
{
    int parameters = 0;
    for (const QString &file : shipped("collections")) {
        const AuthoredDocument collection = readDocument(DocumentKind::Collection, file);
        const QList<FieldProblem> problems = collection.problems();
        QVERIFY2(problems.isEmpty(), qPrintable(file + QStringLiteral(": ") + (problems.isEmpty() ? QString() : problems.first().path + problems.first().message)));
        for (const QVariant &row : collection.rows(QStringLiteral("benchmarks")))
            parameters += int(row.toMap().value(QStringLiteral("parameters")).toMap().size());
    }
    QVERIFY(parameters > 20); // else it proved nothing
}

void tst_ParameterTable::problemsNameTheParameter_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<bool>("good");
    const auto row = [](const char *provider, const char *name, const QVariant &value, bool good) {
        QTest::addRow("%s %s %s", provider, name, qPrintable(value.toString())) << QString::fromLatin1(provider) << QString::fromLatin1(name) << value << good;
    };
    row("assay", "temperature", 0.7, true);
    row("assay", "temperature", 0LL, true);
    row("assay", "temperature", 2.5, false);
    row("assay", "temperature", QStringLiteral("warm"), false);
    row("assay", "concurrency", 256LL, true);
    row("assay", "concurrency", 257LL, false);
    row("assay", "stop", QVariantList{QStringLiteral("\n")}, true);
    row("assay", "stop", QStringLiteral("x"), false);
    row("assay", "num_examples", 0LL, false);
    row("lm_evaluation_harness", "num_few_shot", 5LL, true);
    row("lm_evaluation_harness", "num_few_shot", -1LL, false);
    row("lm_evaluation_harness", "num_few_shot", 2.5, false);
    row("lm_evaluation_harness", "apply_chat_template", true, true);
    row("lm_evaluation_harness", "apply_chat_template", QStringLiteral("true"), false);
    row("guidellm", "profile", QStringLiteral("poisson"), true);
    row("guidellm", "profile", QStringLiteral("wild"), false);
    row("guidellm", "rate", 2.5, true);
    row("garak", "garak_config", QVariantMap{{QStringLiteral("run"), QVariantMap()}}, true);
    row("garak", "garak_config", QStringLiteral("run"), false);
    row("ragas", "metrics", QVariantList{QStringLiteral("faithfulness")}, true);
    row("ragas", "embedding_url", QStringLiteral("example"), false);
    row("deepeval", "threshold", 1.5, false);
    row("mine", "temperature", QStringLiteral("anything"), true);
}

void tst_ParameterTable::problemsNameTheParameter()
{
    QFETCH(QString, provider);
    QFETCH(QString, name);
    QFETCH(QVariant, value);
    QFETCH(bool, good);
    AuthoredDocument job = jobOf({entry("other", "b"), entry(qPrintable(provider), "b")});
    const QString path = QStringLiteral("benchmarks/1/parameters/") + name;
    QVERIFY(job.set(path, value));
    const QList<FieldProblem> problems = job.problems();
    if (good) {
        QCOMPARE(problems, QList<FieldProblem>());
        return;
    }
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().path, path);
    const auto all = parametersOf(provider);
    QVERIFY(problems.first().message.startsWith(named(all, qPrintable(name))->field.title()));
}

void tst_ParameterTable::fieldsFitARow()
{
    const auto fields = parameterFields(QStringLiteral("assay"), QStringLiteral("b"));
    QCOMPARE(fields.first().path, QStringLiteral("benchmarks/*/parameters/num_examples"));
    const auto overrides = parameterFields(QStringLiteral("assay"), QStringLiteral("b"), QStringLiteral("collection/benchmarks/*"));
    QCOMPARE(overrides.first().path, QStringLiteral("collection/benchmarks/*/parameters/num_examples"));
    QCOMPARE(overrides.size(), fields.size());
    // The value that a form writes has the right JSON type on the wire.
    AuthoredDocument job = jobOf({entry("assay", "b")});
    job.set(QStringLiteral("benchmarks/0/parameters/temperature"), 0.5);
    job.set(QStringLiteral("benchmarks/0/parameters/concurrency"), 8LL);
    job.set(QStringLiteral("benchmarks/0/parameters/stop"), QStringList{QStringLiteral("a")});
    const auto sent = job.toJob();
    QVERIFY(sent.hasValue());
    QCOMPARE(sent->benchmarks.first().parameters.text, QByteArray(R"({"concurrency":8,"stop":["a"],"temperature":0.5})"));
}

void tst_ParameterTable::someAreForSomeBenchmarks()
{
    const QString inspect = QStringLiteral("inspect");
    QVERIFY(named(parametersOf(inspect, QStringLiteral("inspect/petri-bias")), "auditor_model"));
    QVERIFY(!named(parametersOf(inspect, QStringLiteral("inspect/humaneval")), "auditor_model"));
    QVERIFY(!named(parametersOf(inspect), "auditor_model"));
    QVERIFY(named(parametersOf(QStringLiteral("garak-kfp"), QStringLiteral("intents")), "intents_models"));
    QVERIFY(!named(parametersOf(QStringLiteral("garak"), QStringLiteral("quick")), "intents_models"));
    QVERIFY(!named(parametersOf(QStringLiteral("garak"), QStringLiteral("quick")), "kfp_config"));
}

void tst_ParameterTable::limits_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QVariantMap>("parameters");
    QTest::addColumn<int>("items"); // 0: no limit
    const QString n = QStringLiteral("num_examples");
    QTest::newRow("none") << QStringLiteral("assay") << QVariantMap() << 0;
    QTest::newRow("assay") << QStringLiteral("assay") << QVariantMap{{n, 40LL}} << 40;
    QTest::newRow("as a double") << QStringLiteral("assay") << QVariantMap{{n, 40.7}} << 40;
    QTest::newRow("as text it is lost") << QStringLiteral("assay") << QVariantMap{{n, QStringLiteral("40")}} << 0;
    QTest::newRow("unknown provider") << QStringLiteral("mine") << QVariantMap{{n, 7LL}} << 7;
    QTest::newRow("inspect asks five") << QStringLiteral("inspect") << QVariantMap() << 5;
    QTest::newRow("guidellm") << QStringLiteral("guidellm") << QVariantMap{{QStringLiteral("max_requests"), 6LL}, {n, 9LL}} << 6;
    QTest::newRow("guidellm by EvalHub's") << QStringLiteral("guidellm") << QVariantMap{{n, 9LL}} << 9;
    QTest::newRow("deepeval reads none") << QStringLiteral("deepeval") << QVariantMap{{n, 9LL}} << 0;
}

void tst_ParameterTable::limits()
{
    QFETCH(QString, provider);
    QFETCH(QVariantMap, parameters);
    QFETCH(int, items);
    const auto asked = itemsAskedFor(provider, QStringLiteral("b"), parameters);
    QCOMPARE(asked.value_or(0), qint64(items));
    // Estimates count by the same rule.
    EstimateOptions options;
    useParameterTables(options);
    BenchmarkRef ref;
    ref.providerId = provider;
    ref.id = QStringLiteral("b");
    ref.parameters = JsonText::fromVariantMap(parameters);
    const ItemsAsked counted = options.asked(ref);
    QCOMPARE(counted.items.value_or(0), double(items));
    QCOMPARE(counted.parameter, itemLimitOf(provider, ref.id).parameter);
    QCOMPARE(counted.byItself, items > 0 && parameters.isEmpty());
}

ASSAY_TEST(tst_ParameterTable)
#include "tst_ParameterTable.moc"
