#include "services/engine/runner/RetryPolicy.h"

#include "services/engine/runner/Endpoint.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::engine;

class tst_RetryPolicy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void backsOff()
    {
        const RetryPolicy policy;
        QCOMPARE(policy.backOffMs(1, 0), 250);
        QCOMPARE(policy.backOffMs(1, 1), 500);
        QCOMPARE(policy.backOffMs(3, 0.5), 1500);
        QCOMPARE(policy.backOffMs(7, 1), 30'000);
        QCOMPARE(policy.backOffMs(1000, 1), 30'000);
    }

    void readsRetryAfter()
    {
        const qint64 now = 784111777000; // Sun, 06 Nov 1994 08:49:37 GMT
        QCOMPARE(retryAfterMs("120", now), std::optional<qint64>(120'000));
        QCOMPARE(retryAfterMs(" 0 ", now), std::optional<qint64>(0));
        QCOMPARE(retryAfterMs("Sun, 06 Nov 1994 08:49:40 GMT", now), std::optional<qint64>(3000));
        QCOMPARE(retryAfterMs("Sun, 06 Nov 1994 08:00:00 GMT", now), std::optional<qint64>(0));
        QVERIFY(!retryAfterMs("-1", now));
        QVERIFY(!retryAfterMs("soon", now));
        QVERIFY(!retryAfterMs("999999999999", now));
    }

    void retriesOnlyWhatPasses()
    {
        for (const long status : {408L, 409L, 425L, 429L, 500L, 503L, 599L})
            QVERIFY(isRetryStatus(status));
        for (const long status : {200L, 301L, 400L, 401L, 403L, 404L, 422L})
            QVERIFY(!isRetryStatus(status));
    }

    void budgetRunsOut()
    {
        RetryBudget budget(2);
        QVERIFY(budget.spend());
        QVERIFY(budget.spend());
        QVERIFY(!budget.spend());
        for (int i = 0; i < 6; ++i)
            budget.answered();
        QVERIFY(budget.spend());
        QVERIFY(!budget.spend());
    }

    void readsEndpoints_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("chat");
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<bool>("loopback");
        const auto row = [](const char *url, const char *chat, const char *shown, const char *origin, bool loopback) {
            QTest::newRow(url) << QString::fromUtf8(url) << QByteArray(chat) << QString::fromUtf8(shown) << QString::fromUtf8(origin) << loopback;
        };
        row("http://localhost:8080", "http://localhost:8080/v1/chat/completions", "http://localhost:8080/v1", "http://localhost:8080", true);
        row("http://localhost:8080/", "http://localhost:8080/v1/chat/completions", "http://localhost:8080/v1", "http://localhost:8080", true);
        row("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1/chat/completions", "http://127.0.0.1:1/v1", "http://127.0.0.1:1", true);
        row("http://[::1]:1/v1//", "http://[::1]:1/v1/chat/completions", "http://[::1]:1/v1", "http://[::1]:1", true);
        row("https://api.example.org/openai/v1/?api-version=2&key=s3cret", "https://api.example.org/openai/v1/chat/completions?api-version=2&key=s3cret",
            "https://api.example.org/openai/v1", "https://api.example.org:443", false);
        row("HTTP://Example.org/v1/chat/completions", "http://example.org/v1/chat/completions", "http://example.org/v1", "http://example.org:80", false);
        row("http://example.org/v1/completions/#x", "http://example.org/v1/chat/completions", "http://example.org/v1", "http://example.org:80", false);
        row("http://127.evil.org/v1", "http://127.evil.org/v1/chat/completions", "http://127.evil.org/v1", "http://127.evil.org:80", false);
    }
    void readsEndpoints()
    {
        QFETCH(QString, url);
        const auto endpoint = parseEndpoint(url);
        QVERIFY2(endpoint, endpoint ? "" : qPrintable(endpoint.error().message));
        QTEST(endpoint->chatUrl, "chat");
        QTEST(endpoint->shown, "shown");
        QTEST(endpoint->origin, "origin");
        QTEST(endpoint->loopback, "loopback");
    }

    void refusesBadAddresses()
    {
        QVERIFY(parseEndpoint(QString()).error().message.contains(QLatin1String("has no URL")));
        for (const char *url : {"localhost:8080", "localhost", "ftp://x/v1", "file:///etc/passwd", "8080"})
            QVERIFY2(parseEndpoint(QString::fromUtf8(url)).error().message.contains(QLatin1String("does not begin with http:// or https://")), url);
        QVERIFY(parseEndpoint(QStringLiteral("http:///v1")).error().message.contains(QLatin1String("cannot be read")));
        const auto secret = parseEndpoint(QStringLiteral("http://me:s3cret@example.org/v1"));
        QVERIFY(secret.error().message.contains(QLatin1String("user name or password")));
        QVERIFY(!secret.error().message.contains(QLatin1String("s3cret")));
    }
};

ASSAY_TEST(tst_RetryPolicy)
#include "tst_RetryPolicy.moc"
