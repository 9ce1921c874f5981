#include "services/backends/evalhub/RuntimeNames.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

class tst_RuntimeNames : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void providers_data();
    void providers();
    void patches_data();
    void patches();
};

void tst_RuntimeNames::providers_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("both names") << QByteArray(R"({"name":"p","runtime":{"k8s":{"image":"i","memory_limit":"2Gi","cpu_request":"1"}}})")
                                << QByteArray(R"({"name":"p","runtime":{"k8s":{"image":"i","memory_limit":"2Gi","cpu_request":"1","CPURequest":"1","MemoryLimit":"2Gi"}}})");
    QTest::newRow("the server's own name is there") << QByteArray(R"({"runtime":{"k8s":{"memory_limit":"2Gi","MemoryLimit":"3Gi"}}})")
                                                    << QByteArray(R"({"runtime":{"k8s":{"memory_limit":"2Gi","MemoryLimit":"3Gi"}}})");
    for (const char *same : {R"({"name":"p"})", R"({"runtime":{"local":{"command":"c"}}})", R"({"runtime":{"k8s":null}})", "no JSON", "[]"})
        QTest::newRow(same) << QByteArray(same) << QByteArray(same);
}

void tst_RuntimeNames::providers()
{
    QFETCH(QByteArray, before);
    QTEST(withRuntimeNames(before), "after");
}

void tst_RuntimeNames::patches_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("replace") << QByteArray(R"([{"op":"replace","path":"/runtime/k8s/cpu_limit","value":"2"}])")
                             << QByteArray(R"([{"op":"add","path":"/runtime/k8s/CPULimit","value":"2"}])");
    QTest::newRow("remove") << QByteArray(R"([{"op":"remove","path":"/runtime/k8s/memory_request"},{"op":"replace","path":"/title","value":"T"}])")
                            << QByteArray(R"([{"op":"add","path":"/runtime/k8s/MemoryRequest","value":""},{"op":"replace","path":"/title","value":"T"}])");
    QTest::newRow("in an object") << QByteArray(R"([{"op":"add","path":"/runtime/k8s","value":{"cpu_limit":"1"}}])")
                                  << QByteArray(R"([{"op":"add","path":"/runtime/k8s","value":{"cpu_limit":"1","CPULimit":"1"}}])");
    QTest::newRow("in the runtime") << QByteArray(R"([{"op":"add","path":"/runtime","value":{"k8s":{"cpu_limit":"1"}}}])")
                                    << QByteArray(R"([{"op":"add","path":"/runtime","value":{"k8s":{"cpu_limit":"1","CPULimit":"1"}}}])");
    for (const char *same : {R"([{"op":"test","path":"/runtime/k8s/cpu_limit","value":"1"}])", R"([{"op":"remove","path":"/runtime"}])", "no JSON", "{}"})
        QTest::newRow(same) << QByteArray(same) << QByteArray(same);
}

void tst_RuntimeNames::patches()
{
    QFETCH(QByteArray, before);
    QTEST(patchWithRuntimeNames(before), "after");
}

ASSAY_TEST(tst_RuntimeNames)
#include "tst_RuntimeNames.moc"
