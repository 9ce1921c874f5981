#include "models/imports/ImportMark.h"
#include "services/authoring/AuthoredDocument.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

class tst_ImportMark final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTakenAway();
};

void tst_ImportMark::isTakenAway()
{
    const auto read = [](const char *text) { return *AuthoredDocument::fromText(DocumentKind::Job, text); };
    AuthoredDocument job = read("{\"name\": \"n\", \"tags\": [\"imported\", \"mine\"], \"custom\": {\"assay\": {\"import\": {\"file\": \"f\"}, \"retries\": 2}}}");
    clearImportMark(job);
    QVERIFY(job == read("{\"name\": \"n\", \"tags\": [\"mine\"], \"custom\": {\"assay\": {\"retries\": 2}}}"));
    const AuthoredDocument own = read("{\"name\": \"n\", \"tags\": [\"imported\"]}"); // somebody's own tag
    AuthoredDocument same = own;
    clearImportMark(same);
    QVERIFY(same == own);
}

ASSAY_TEST(tst_ImportMark)
#include "tst_ImportMark.moc"
