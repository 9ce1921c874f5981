#include "services/engine/runner/RecordedModel.h"

#include "tests/runner/FakeSink.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;

namespace {
const QByteArray header = R"({"recording": 1, "model": "tiny", "quantisation": "Q8_0", "date": "2026-01-01"})" "\n";
const QByteArray answerLine = R"({"task": "t", "id": "a", "response": "yes", "latency_ms": 12.5, "prompt_tokens": 10, "completion_tokens": 5, "finish_reason": "stop"})" "\n";
} // namespace

class tst_RecordedModel : public QObject {
    Q_OBJECT

    QTemporaryDir m_own, m_shipped;

    Result<std::shared_ptr<const Recording>> load(const QString &name) { return Recording::load(name, {m_own.path(), m_shipped.path()}); }

private Q_SLOTS:
    void answersFromTheFile()
    {
        test::writeFile(m_shipped.filePath(QStringLiteral("tiny.jsonl")), header + answerLine + "\n" + R"({"task":"t","id":"a","repeat":1,"response":""})");
        const auto recording = load(QStringLiteral("tiny"));
        QVERIFY2(recording, recording ? "" : qPrintable(recording.error().message));
        const auto answer = (*recording)->answer(QStringLiteral("t"), QStringLiteral("a"), 0);
        QCOMPARE(answer->text, QStringLiteral("yes"));
        QCOMPARE(answer->latencyMs, std::optional<double>(12.5));
        QCOMPARE(answer->promptTokens, std::optional<qint64>(10));
        QCOMPARE(answer->completionTokens, std::optional<qint64>(5));
        QCOMPARE(answer->finishReason, QStringLiteral("stop"));
        const auto second = (*recording)->answer(QStringLiteral("t"), QStringLiteral("a"), 1);
        QVERIFY(second && second->text.isEmpty() && !second->text.isNull() && !second->latencyMs);
        QVERIFY((*recording)->answer(QStringLiteral("t"), QStringLiteral("a"), 2).error().message.contains(QLatin1String("has no answer 3 to the item 'a'")));
        QCOMPARE((*recording)->answer(QStringLiteral("t"), QStringLiteral("b"), 0).error().message,
                 QStringLiteral("The recording 'tiny' has no answer to the item 'b' of the task 't'; record the task again."));
        const RecordedModel model(*recording);
        QCOMPARE(model.description().dump(), std::string(R"({"answers":"recorded","recording":{"date":"2026-01-01","model":"tiny","name":"tiny","quantisation":"Q8_0","recording":1}})"));
    }

    void prefersTheWorkspace()
    {
        test::writeFile(m_own.filePath(QStringLiteral("both.jsonl")), header + answerLine);
        test::writeFile(m_shipped.filePath(QStringLiteral("both.jsonl")), header);
        QVERIFY((*load(QStringLiteral("both")))->answer(QStringLiteral("t"), QStringLiteral("a"), 0));
    }

    void namesTheFault_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        QTest::newRow("no JSON") << header + answerLine + "{\"task\": \"t\", \"id\"\n" << QStringLiteral("x.jsonl, line 3: this is not a JSON object; mend or remove the line.");
        QTest::newRow("no response") << header + R"({"task": "t", "id": "a"})" << QStringLiteral("x.jsonl, line 2: an answer needs the texts \"task\", \"id\" and \"response\".");
        QTest::newRow("null response") << header + R"({"task": "t", "id": "a", "response": null})" << QStringLiteral("x.jsonl, line 2: an answer needs the texts");
        QTest::newRow("bad latency") << header + R"({"task": "t", "id": "a", "response": "", "latency_ms": "fast"})" << QStringLiteral("x.jsonl, line 2: \"latency_ms\" must be a number from 0.");
        QTest::newRow("twice") << header + answerLine + answerLine << QStringLiteral("x.jsonl, line 3: the item 'a' of the task 't' is answered twice; remove one line.");
        QTest::newRow("no header") << answerLine << QStringLiteral("x.jsonl, line 1: the first line must be the header");
        QTest::newRow("other version") << QByteArray(R"({"recording": 2})") << QStringLiteral("x.jsonl, line 1: the first line must be the header");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("x.jsonl, line 1: the recording is empty;");
    }
    void namesTheFault()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        test::writeFile(m_own.filePath(QStringLiteral("x.jsonl")), text);
        const auto recording = load(QStringLiteral("x"));
        QVERIFY(!recording);
        QVERIFY2(recording.error().message.startsWith(message), qPrintable(recording.error().message));
    }

    void namesMissingRecordings()
    {
        QVERIFY(load(QStringLiteral("gone")).error().message.startsWith(QLatin1String("There is no recording 'gone'; put gone.jsonl into ")));
        for (const char *name : {"../x", "a/b", "", ".hidden", ".."})
            QVERIFY2(load(QString::fromUtf8(name)).error().message.contains(QLatin1String("names no recording")), name);
        QVERIFY(!Recording::nameOf(QStringLiteral("http://x")));
        QCOMPARE(Recording::nameOf(QStringLiteral("recorded:a-b")), std::optional(QStringLiteral("a-b")));
    }
};

ASSAY_TEST(tst_RecordedModel)
#include "tst_RecordedModel.moc"
