#include "services/verdict/FailureAdvice.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

class tst_FailureAdvice : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void explains_data();
    void explains();
    void makesNothingUp_data();
    void makesNothingUp();
};

void tst_FailureAdvice::explains_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cause"); // a word of it
    const auto row = [](const char *text, const char *cause, const char *code = "") { QTest::newRow(text) << QString::fromLatin1(code) << QString::fromUtf8(text) << QString::fromUtf8(cause); };
    row("The endpoint http://127.0.0.1:8080/v1 refused the key (401); choose another key and run again.", "did not accept the key");
    row("openai.AuthenticationError: Incorrect API key provided", "did not accept the key");
    row("The endpoint answered 429 for ten minutes; lower the concurrency.", "fewer requests");
    row("torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB", "graphics card");
    row("the process exited with code 137", "more memory");
    row("OSError: [Errno 28] No space left on device", "disk is full");
    row("requests.exceptions.ConnectionError: [Errno 111] Connection refused", "Nothing answers");
    row("socket.gaierror: [Errno -2] Name or service not known", "could not be resolved");
    row("ssl.SSLCertVerificationError: self signed certificate in certificate chain", "not trusted");
    row("This model's maximum context length is 4096 tokens", "longer than the model");
    row("The model `gpt-x` does not exist", "does not serve");
    row("ModuleNotFoundError: No module named 'lm_eval'", "Python package");
    row("sh: 1: guidellm: command not found", "is not there");
    row("Cannot access gated repo for url https://huggingface.co/datasets/x", "permission of the Hugging Face");
    row("The time limit of 60 s is over", "longer than it was allowed");
    row("HTTP 503 Service Unavailable", "endpoint failed");
    row("provider without local command", "no command");
    row("", "no command", "local_runtime_not_enabled");
    row("the command exited with code 3", "ended with an error");
}

void tst_FailureAdvice::explains()
{
    QFETCH(QString, code);
    QFETCH(QString, text);
    QFETCH(QString, cause);
    const auto advice = explainFailure(code, text);
    QVERIFY(advice);
    QVERIFY2(advice->cause.contains(cause), qPrintable(advice->cause));
    QVERIFY(!advice->fix.isEmpty());
}

void tst_FailureAdvice::makesNothingUp_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "failed", "The benchmark has 4010 items", "score 0.5 of 1429"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void tst_FailureAdvice::makesNothingUp()
{
    QFETCH(QString, text);
    QVERIFY(!explainFailure({}, text));
}

ASSAY_TEST(tst_FailureAdvice)
#include "tst_FailureAdvice.moc"
