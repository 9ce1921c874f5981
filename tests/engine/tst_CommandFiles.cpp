#include "services/engine/process/JobSpec.h"
#include "tests/engine/CommandSupport.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;
using Json = nlohmann::json;

namespace {
constexpr int patience = 30'000; // ms, on a busy machine

EnvVar variable(const QString &name, const QString &value)
{
    EnvVar all;
    all.name = name;
    all.value = value;
    return all;
}

Json specJson(const AttemptSpec &spec)
{
    const QByteArray text = jobSpec(spec, QStringLiteral("http://127.0.0.1:1"), {});
    return Json::parse(text.begin(), text.end());
}
} // namespace

/// What a command finds: its job file, its environment, its keys.
class tst_CommandFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_space = std::make_unique<CommandWorkspace>();
        m_sink = std::make_shared<RecordingSink>();
    }
    void cleanup()
    {
        m_runner.reset();
        QTRY_COMPARE_WITH_TIMEOUT(m_space->leftOver(), QList<int>(), patience);
        m_space.reset();
    }
    void smallestJobFile();
    void fullJobFile();
    void movesTheNumberOfExamples_data();
    void movesTheNumberOfExamples();
    void primaryScore();
    void pathStaysBelowTheWorkFolder_data();
    void pathStaysBelowTheWorkFolder();
    void allowList_data();
    void allowList();
    void laterVariablesWin();
    void environmentOfACommand_data();
    void environmentOfACommand();
    void filesAreOurs();
    void beginsWhereTheEngineDid();
    void handsTheKeyOver();
    void failsWithoutTheKey_data();
    void failsWithoutTheKey();
    void aClientsOwnSecretFolderIsPassedOn();
    void bareCallback();

private:
    void run(const AttemptSpec &spec)
    {
        m_runner = std::make_unique<CommandRunner>(m_space->options);
        m_runner->start(spec, nullptr, m_sink);
    }
    QString at(const char *name) const { return m_space->path(QString::fromLatin1(name)); }

    std::unique_ptr<CommandWorkspace> m_space;
    std::shared_ptr<RecordingSink> m_sink;
    std::unique_ptr<CommandRunner> m_runner;
};

void tst_CommandFiles::smallestJobFile()
{
    const Json expected = Json::parse(R"({"id": "job-1", "provider_id": "prov", "benchmark_id": "bench",
        "benchmark_index": 0, "model": {"name": "m", "url": "http://model.invalid/v1"}, "parameters": {},
        "callback_url": "http://127.0.0.1:1"})");
    COMPARE_JSON(specJson(m_space->spec(QString())), expected);
}

void tst_CommandFiles::fullJobFile()
{
    AttemptSpec spec = m_space->spec(QString(), 3);
    spec.benchmark.parameters = {R"({"num_examples": 4, "Seed": 42, "nested": {"a": [1]}})"};
    spec.benchmark.weight = 2;
    spec.benchmark.passCriteria = PassCriteria{0.5, {}};
    spec.model.parameters = {R"({"temperature":0})"};
    spec.model.cardUrl = QStringLiteral("http://card");
    spec.model.secretRef = QStringLiteral("file:///nowhere");
    spec.job.name = QStringLiteral("not passed on");
    spec.job.tags = {QStringLiteral("not passed on")};
    spec.job.custom = {R"({"not":"passed on"})"};
    Experiment experiment;
    experiment.name = QStringLiteral("exp");
    experiment.tags = {{QStringLiteral("k"), QStringLiteral("v"), {}}};
    spec.job.experiment = experiment;
    OciExport oci;
    oci.coordinates.ociHost = QStringLiteral("h");
    oci.coordinates.ociRepository = QStringLiteral("r");
    oci.k8sConnection = QStringLiteral("never");
    spec.job.exports = Exports{oci, {}};
    const Json expected = Json::parse(R"({"id": "job-1", "provider_id": "prov", "benchmark_id": "bench", "benchmark_index": 3,
        "model": {"name": "m", "url": "http://model.invalid/v1", "card_url": "http://card", "parameters": {"temperature": 0},
                  "auth": {"secret_ref": "file:///nowhere"}},
        "num_examples": 4, "parameters": {"Seed": 42, "nested": {"a": [1]}}, "experiment_name": "exp",
        "tags": [{"key": "k", "value": "v"}], "exports": {"oci": {"coordinates": {"oci_host": "h", "oci_repository": "r"}}},
        "callback_url": "http://127.0.0.1:1"})");
    COMPARE_JSON(specJson(spec), expected);
}

void tst_CommandFiles::movesTheNumberOfExamples_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected"); // empty: lost
    QTest::newRow("whole") << QByteArray("4") << QByteArray("4");
    QTest::newRow("fraction") << QByteArray("4.9") << QByteArray("4");
    QTest::newRow("negative") << QByteArray("-2.5") << QByteArray("-2");
    QTest::newRow("beyond") << QByteArray("1e300") << QByteArray();
    QTest::newRow("text") << QByteArray("\"4\"") << QByteArray();
    QTest::newRow("null") << QByteArray("null") << QByteArray();
}

void tst_CommandFiles::movesTheNumberOfExamples()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    AttemptSpec spec = m_space->spec(QString());
    spec.benchmark.parameters = {"{\"num_examples\":" + value + ",\"a\":1}"};
    const Json json = specJson(spec);
    QCOMPARE(QByteArray::fromStdString(json.contains("num_examples") ? json["num_examples"].dump() : std::string()), expected);
    COMPARE_JSON(json["parameters"], Json::parse("{\"a\":1}"));
}

void tst_CommandFiles::primaryScore()
{
    AttemptSpec spec = m_space->spec(QString());
    spec.providerScore = PrimaryScore{QStringLiteral("provider's"), {}, {}};
    COMPARE_JSON(specJson(spec)["primary_score"], Json::parse("{\"metric\":\"provider's\"}"));
    spec.benchmark.primaryScore = PrimaryScore{QStringLiteral("entry's"), true, {}};
    COMPARE_JSON(specJson(spec)["primary_score"], Json::parse("{\"metric\":\"entry's\",\"lower_is_better\":true}"));
}

void tst_CommandFiles::pathStaysBelowTheWorkFolder_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("benchmark");
    QTest::addColumn<QString>("tail");
    QTest::newRow("plain") << "p" << "b" << "p/b";
    QTest::newRow("slash is one more folder") << "p" << "inspect/custom" << "p/inspect/custom";
    QTest::newRow("upward") << ".." << "../../../../../etc" << "__/__/__/__/__/__/etc";
    QTest::newRow("dots and double slashes") << "./p" << "/b//c/" << "_/p/b/c";
    QTest::newRow("nothing") << "/" << "" << "_/_";
    QTest::newRow("blanks and letters") << "a b" << QString::fromUtf8("ä…") << QString::fromUtf8("a b/ä…");
    QTest::newRow("line break") << "a\nb" << "c" << "a_b/c";
}

void tst_CommandFiles::pathStaysBelowTheWorkFolder()
{
    QFETCH(QString, provider);
    QFETCH(QString, benchmark);
    QFETCH(QString, tail);
    AttemptSpec spec = m_space->spec(QString(), 7);
    spec.benchmark.providerId = provider;
    spec.benchmark.id = benchmark;
    QCOMPARE(jobSpecPath(spec), spec.workFolder + QStringLiteral("/job-1/7/") + tail + QStringLiteral("/meta/job.json"));
    QCOMPARE(QDir::cleanPath(jobSpecPath(spec)), jobSpecPath(spec));
}

void tst_CommandFiles::allowList_data()
{
    QTest::addColumn<bool>("allowed");
    for (const char *name : {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "https_proxy", "HTTPS_PROXY", "no_proxy", "SSL_CERT_FILE", "HF_HOME",
                             "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "PYTHONPATH", "XDG_CACHE_HOME", "VIRTUAL_ENV"})
        QTest::newRow(name) << true;
    for (const char *name : {"HF_TOKEN", "OPENAI_API_KEY", "AWS_SECRET_ACCESS_KEY", "ASSAY_SECRET_X", "LD_PRELOAD", "path", "GITHUB_TOKEN", "SSH_AUTH_SOCK",
                             "my_proxy", ""})
        QTest::newRow(*name ? name : "empty") << false;
}

void tst_CommandFiles::allowList()
{
    QFETCH(bool, allowed);
    const QByteArray name = QTest::currentDataTag();
    QCOMPARE(isAllowed(name == "empty" ? QByteArray() : name), allowed);
}

void tst_CommandFiles::laterVariablesWin()
{
    const QByteArrayList own{"PATH=/bin", "SECRET=x", "=odd", "LANG=C", "TERM=a=b"};
    const QList<EnvVar> ours{variable("EVALHUB_MODE", "local")}, provider{variable("LANG", "de"), variable("bad=name", "x"), variable("", "x")};
    QCOMPARE(commandEnvironment(own, EnvironmentPolicy::Clean, ours, provider),
             (QByteArrayList{"EVALHUB_MODE=local", "LANG=de", "PATH=/bin", "TERM=a=b"}));
    QCOMPARE(commandEnvironment(own, EnvironmentPolicy::Inherit, ours, provider),
             (QByteArrayList{"EVALHUB_MODE=local", "LANG=de", "PATH=/bin", "SECRET=x", "TERM=a=b"}));
}

void tst_CommandFiles::environmentOfACommand_data()
{
    QTest::addColumn<bool>("inherit");
    QTest::newRow("clean") << false;
    QTest::newRow("inherit") << true;
}

void tst_CommandFiles::environmentOfACommand()
{
    QFETCH(bool, inherit);
    m_space->options.environment = inherit ? EnvironmentPolicy::Inherit : EnvironmentPolicy::Clean;
    qputenv("ASSAY_TST_OF_ENGINE", "secret");
    AttemptSpec spec = m_space->spec(CommandWorkspace::child({"copy-env", at("env"), "post", "completed"}));
    spec.environment = {variable("FLAVOUR", "choco late=yes"), variable("ASSAY_ATTEMPT", "forged")};
    spec.testDataFolder = QStringLiteral("/data/here");
    run(spec);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    qunsetenv("ASSAY_TST_OF_ENGINE");
    const QByteArrayList lines = fileText(at("env")).split('\n');
    QVERIFY(lines.contains("EVALHUB_MODE=local"));
    QVERIFY(lines.contains("EVALHUB_JOB_SPEC_PATH=" + jobSpecPath(spec).toUtf8()));
    QVERIFY(lines.contains("ASSAY_TEST_DATA=/data/here"));
    QVERIFY(lines.contains("FLAVOUR=choco late=yes"));
    QVERIFY(lines.contains("ASSAY_ATTEMPT=" + spec.workFolder.toUtf8()));
    QVERIFY(lines.contains("PATH=" + qgetenv("PATH")));
    QCOMPARE(lines.contains("ASSAY_TST_OF_ENGINE=secret"), inherit);
}

void tst_CommandFiles::filesAreOurs()
{
    const AttemptSpec spec = m_space->spec(CommandWorkspace::child({"post", "completed"}));
    run(spec);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    const auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner, user = QFileDevice::ReadUser | QFileDevice::WriteUser;
    QFileInfo file(jobSpecPath(spec));
    QCOMPARE(file.permissions(), owner | user);
    for (file = QFileInfo(file.path()); file.filePath() != spec.workFolder; file = QFileInfo(file.path()))
        QCOMPARE(file.permissions(), owner | user | QFileDevice::ExeOwner | QFileDevice::ExeUser);
    for (const char *name : {"run.json", "events.jsonl", "exit.json", "shim.log"})
        QVERIFY2(QFileInfo(spec.workFolder + QLatin1Char('/') + QLatin1String(name)).permissions() == (owner | user), name);
    QCOMPARE(fileText(spec.workFolder + QStringLiteral("/shim.log")), QByteArray());
    QVERIFY(!QFile::exists(spec.workFolder + QStringLiteral("/run.env"))); // whatever the environment held
}

void tst_CommandFiles::beginsWhereTheEngineDid()
{
    m_space->options.workingFolder = m_space->path(QStringLiteral("in here"));
    QVERIFY(QDir().mkpath(m_space->options.workingFolder));
    run(m_space->spec(CommandWorkspace::child({"folder", at("folder"), "post", "completed"})));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QCOMPARE(QFileInfo(QString::fromUtf8(fileText(at("folder")))).canonicalFilePath(), QFileInfo(m_space->options.workingFolder).canonicalFilePath());
}

void tst_CommandFiles::handsTheKeyOver()
{
    QString askedRef, askedOrigin;
    std::atomic<bool> asked = false;
    m_space->options.secrets = [&](const QString &ref, const QString &origin, const std::function<void(Result<QString>)> &done) {
        askedRef = ref;
        askedOrigin = origin;
        asked = true;
        done(QStringLiteral("the key"));
    };
    AttemptSpec spec = m_space->spec(CommandWorkspace::child({"write", at("began"), "1", "wait", at("go"), "post", "completed"}));
    spec.model.secretRef = QStringLiteral("lab");
    run(spec);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(at("began")), patience);
    QVERIFY(asked);
    QCOMPARE(askedRef, QStringLiteral("lab"));
    QCOMPARE(askedOrigin, QStringLiteral("http://model.invalid:80"));
    const QString ref = QString::fromStdString(m_space->jobFile()["model"]["auth"]["secret_ref"].get<std::string>());
    QVERIFY2(ref.startsWith("file:///"), qPrintable(ref));
    const QString folder = ref.mid(7);
    QCOMPARE(fileText(folder + QStringLiteral("/api-key")), QByteArray("the key"));
    QCOMPARE(QFileInfo(folder + QStringLiteral("/api-key")).permissions() & ~QFileDevice::Permissions(0x6600), QFileDevice::Permissions());
    QCOMPARE(QFileInfo(folder).permissions() & ~QFileDevice::Permissions(0x7700), QFileDevice::Permissions());
    QVERIFY(QFile(at("go")).open(QIODevice::WriteOnly));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    QVERIFY(!QFile::exists(folder));
    // In no other file that stays.
    QDirIterator files(m_space->path(QStringLiteral("jobs")), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        QVERIFY2(!fileText(files.next()).contains("the key"), qPrintable(files.filePath()));
}

void tst_CommandFiles::failsWithoutTheKey_data()
{
    QTest::addColumn<int>("kind"); // 0: no resolver, 1: no such key, 2: refused
    QTest::addColumn<QString>("says");
    QTest::newRow("no keychain") << 0 << "'lab'";
    QTest::newRow("no such key") << 1 << "'lab'";
    QTest::newRow("bound elsewhere") << 2 << "bound to another server";
}

void tst_CommandFiles::failsWithoutTheKey()
{
    QFETCH(int, kind);
    QFETCH(QString, says);
    if (kind > 0) {
        m_space->options.secrets = [kind](const QString &, const QString &, const std::function<void(Result<QString>)> &done) {
            if (kind == 2)
                return done(Error{Error::Kind::Unauthorized, QStringLiteral("The key is bound to another server.")});
            done(QString());
        };
    }
    AttemptSpec spec = m_space->spec(CommandWorkspace::child({"write", at("began"), "1"}));
    spec.model.secretRef = QStringLiteral("lab");
    run(spec);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->failures().size(), 1, patience);
    QVERIFY2(m_sink->failure().contains(says), qPrintable(m_sink->failure()));
    QVERIFY(!QFile::exists(at("began")));
}

void tst_CommandFiles::aClientsOwnSecretFolderIsPassedOn()
{
    AttemptSpec spec = m_space->spec(CommandWorkspace::child({"post", "completed"}));
    spec.model.secretRef = QStringLiteral("file:///nowhere");
    run(spec);
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->ends().size(), 1, patience);
    COMPARE_JSON(m_space->jobFile()["model"]["auth"], Json::parse("{\"secret_ref\":\"file:///nowhere\"}"));
    QVERIFY(!QFile::exists(at("secrets")));
}

void tst_CommandFiles::bareCallback()
{
    m_space->options.bareCallback = true;
    run(m_space->spec(CommandWorkspace::child({"post", "completed"})));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink->statuses(), QStringList{"completed"}, patience);
    const std::string callback = m_space->jobFile()["callback_url"];
    QCOMPARE(std::count(callback.begin(), callback.end(), '/'), 2);
}

ASSAY_TEST(tst_CommandFiles)
#include "tst_CommandFiles.moc"
