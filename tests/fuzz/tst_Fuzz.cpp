#include "tests/fuzz/FuzzTargets.h"
#include "tests/fuzz/Mutator.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;

/// Every fuzz target with seeded mutations of good inputs: the same ones each time. ASSAY_FUZZ_ITERATIONS=N does more of them,
/// ASSAY_FUZZ_SEED=N others.
class tst_Fuzz : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seedsAndMutations_data();
    void seedsAndMutations();
    void cleanupTestCase() { endFuzzing(); }
};

void tst_Fuzz::seedsAndMutations_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < fuzzTargets().size(); ++i)
        QTest::newRow(fuzzTargets().at(i).name) << i;
}

void tst_Fuzz::seedsAndMutations()
{
    QFETCH(int, index);
    const FuzzTarget &target = fuzzTargets().at(index);
    const QList<QByteArray> seeds = target.seeds();
    QVERIFY2(seeds.size() >= 5, "too few inputs to start from");
    const auto number = [](const char *name, quint64 otherwise) { return qEnvironmentVariableIsSet(name) ? qgetenv(name).toULongLong() : otherwise; };
    const quint64 iterations = number("ASSAY_FUZZ_ITERATIONS", 500);
    Mutator mutator(number("ASSAY_FUZZ_SEED", 1), seeds);
    for (quint64 i = 0; i < quint64(seeds.size()) + iterations; ++i) {
        const QByteArray input = i < quint64(seeds.size()) ? seeds.at(qsizetype(i)) : mutator.next();
        try {
            target.run(input);
        } catch (const std::exception &problem) {
            QFAIL((QByteArray("input ") + QByteArray::number(i) + ": " + problem.what() + "\ninput: " + input.left(3000) + "\nin hex: " + input.left(500).toHex())
                      .constData());
        }
    }
}

ASSAY_TEST(tst_Fuzz)
#include "tst_Fuzz.moc"
