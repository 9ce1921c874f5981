#include "tests/engine/RawClient.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>

using namespace assay;
using namespace assay::test;
using Json = nlohmann::json;

/// `assayctl serve` as a process that is killed (SIGKILL) after some number of acknowledged writes, while more are under way:
/// its successor has every one of them.
class tst_KilledServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsWhatItAcknowledged_data();
    void keepsWhatItAcknowledged();

private:
    struct Known {
        std::string state = "pending"; ///< of the job's only benchmark, as acknowledged
        double score = 0;
        bool doubtful = false; ///< something was sent and not answered
    };
    bool start();
    QByteArray request(const QByteArray &method, const QByteArray &path, const Json &body = {}) const;
    Json ask(const QByteArray &method, const QByteArray &path, const Json &body = {}, int *status = nullptr) const;
    void write(std::mt19937_64 &random, RawClient &client, int &acknowledged);
    void check();
    QStringList processesIn(const QString &folder) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
    std::map<QByteArray, Known> m_jobs; ///< by id
    std::map<QByteArray, Known> m_gone; ///< removal acknowledged
};

bool tst_KilledServer::start()
{
    m_process = std::make_unique<QProcess>();
    m_process->setWorkingDirectory(m_folder->path());
    m_process->start(test::builtProgram("/assayctl"),
                     {QStringLiteral("serve"), QStringLiteral("--workspace"), m_folder->path(), QStringLiteral("--no-auth"),
                      QStringLiteral("--die-with-parent"), QStringLiteral("--catalogue"), test::testData("/evalhub-golden/catalogue")});
    if (!m_process->waitForReadyRead(30'000))
        return false;
    const QByteArray line = m_process->readLine().trimmed();
    m_port = quint16(line.mid(line.lastIndexOf(':') + 1).toUInt());
    return line.startsWith("ready ");
}

QByteArray tst_KilledServer::request(const QByteArray &method, const QByteArray &path, const Json &body) const
{
    const QByteArray text = body.is_null() ? QByteArray() : QByteArray::fromStdString(body.dump());
    return method + " /api/v1/evaluations/jobs" + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) + "\r\nContent-Length: "
        + QByteArray::number(text.size()) + "\r\n\r\n" + text;
}

Json tst_KilledServer::ask(const QByteArray &method, const QByteArray &path, const Json &body, int *status) const
{
    RawClient client(m_port);
    client.send(request(method, path, body));
    const QByteArray answer = client.response();
    if (status)
        *status = RawClient::statusOf(answer);
    const QByteArray text = RawClient::bodyOf(answer);
    return Json::parse(text.begin(), text.end(), nullptr, false);
}

/// One write; counts it when it was acknowledged.
void tst_KilledServer::write(std::mt19937_64 &random, RawClient &client, int &acknowledged)
{
    const auto dice = random() % 10;
    if (m_jobs.size() < 3 || dice < 4) {
        client.send(request("POST", "", {{"name", "job"}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}},
                                         {"benchmarks", {{{"provider_id", "gold_silent"}, {"id", "acc_bench"}}}}}));
        const QByteArray answer = client.response(), body = RawClient::bodyOf(answer);
        if (RawClient::statusOf(answer) != 202)
            return;
        m_jobs[QByteArray::fromStdString(Json::parse(body.begin(), body.end())["resource"]["id"].get<std::string>())] = {};
        ++acknowledged;
        return;
    }
    auto chosen = m_jobs.begin();
    std::advance(chosen, std::ptrdiff_t(random() % m_jobs.size()));
    Known next = chosen->second;
    if (dice == 9) {
        client.send(request("DELETE", '/' + chosen->first + "?hard_delete=true"));
    } else {
        next.state = random() % 2 ? "running" : "completed";
        next.score = double(random() % 1000) / 1000;
        client.send(request("POST", '/' + chosen->first + "/events",
                            {{"benchmark_status_event", {{"provider_id", "gold_silent"}, {"id", "acc_bench"}, {"benchmark_index", 0},
                                                         {"status", next.state}, {"metrics", {{"acc", next.score}}}}}}));
    }
    const QByteArray answer = client.response();
    if (answer.isEmpty()) {
        chosen->second.doubtful = true;
    } else if (RawClient::statusOf(answer) == 204) {
        ++acknowledged;
        if (dice == 9)
            m_gone.insert(m_jobs.extract(chosen));
        else if (chosen->second.state != "completed")
            chosen->second = next;
    }
}

void tst_KilledServer::check()
{
    for (const auto &[id, known] : m_jobs) {
        int status = 0;
        const Json job = ask("GET", '/' + id, {}, &status);
        if (known.doubtful)
            continue;
        QCOMPARE(status, 200);
        const std::string state = job["status"].value("state", "");
        // A runner of commands may have started it meanwhile; what a client reported stands.
        const std::string seen = job["status"].contains("benchmarks") ? job["status"]["benchmarks"][0].value("status", "") : "pending";
        if (known.state == "completed") {
            QCOMPARE(state, std::string("completed"));
            QCOMPARE(job["results"]["benchmarks"][0]["metrics"]["acc"].get<double>(), known.score);
        } else {
            QVERIFY2(known.state == "pending" ? seen == "pending" || seen == "running" : seen == "running", job.dump().c_str());
        }
    }
    for (const auto &[id, known] : m_gone) {
        int status = 0;
        ask("GET", '/' + id, {}, &status);
        QCOMPARE(status, 404);
        QVERIFY2(!QDir(m_folder->path() + QStringLiteral("/jobs/") + QString::fromLatin1(id)).exists() || m_process->state() == QProcess::Running, id.constData());
    }
}

QStringList tst_KilledServer::processesIn(const QString &folder) const
{
    QStringList list;
    for (const QString &pid : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        const QString cwd = QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(pid));
        if (cwd == folder || cwd.startsWith(folder + QLatin1Char('/')))
            list << pid;
    }
    return list;
}

void tst_KilledServer::keepsWhatItAcknowledged_data()
{
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %llu", seed) << seed;
}

void tst_KilledServer::keepsWhatItAcknowledged()
{
    QFETCH(quint64, seed);
    std::mt19937_64 random(seed);
    m_folder = std::make_unique<QTemporaryDir>();
    m_jobs.clear();
    m_gone.clear();
    for (int life = 0; life < 2; ++life) {
        QVERIFY2(start(), m_process->readAllStandardError().constData());
        check();
        if (QTest::currentTestFailed())
            return;
        RawClient client(m_port);
        int acknowledged = 0;
        for (const int enough = int(random() % 60); acknowledged < enough;)
            write(random, client, acknowledged);
        // More of them, which nobody waits for, and then the end.
        QByteArray more;
        for (std::size_t i = 0, count = random() % 20; i < count; ++i)
            more += request("POST", "", {{"name", "unanswered"}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}},
                                         {"benchmarks", {{{"provider_id", "gold_silent"}, {"id", "acc_bench"}}}}});
        client.send(more);
        m_process->kill();
        QVERIFY(m_process->waitForFinished(30'000));
    }
    QVERIFY2(start(), m_process->readAllStandardError().constData());
    check();
    const Json rest = ask("GET", "?limit=0");
    for (const Json &job : rest["items"]) {
        int status = 0;
        ask("DELETE", '/' + QByteArray::fromStdString(job["resource"]["id"].get<std::string>()) + "?hard_delete=true", {}, &status);
        QCOMPARE(status, 204);
    }
    QTRY_VERIFY_WITH_TIMEOUT(QDir(m_folder->path() + QStringLiteral("/jobs")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty(), 20'000);
    m_process->terminate();
    QVERIFY(m_process->waitForFinished(30'000));
    QTRY_VERIFY_WITH_TIMEOUT(processesIn(m_folder->path()).isEmpty(), 20'000);
}

ASSAY_TEST(tst_KilledServer)
#include "tst_KilledServer.moc"
