#include "models/authoring/DocumentModel.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/DocumentPath.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "ui/authoring/FieldEditor.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/YamlView.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTableWidget>
#include <QTest>

using namespace assay;

/// The form made from the field table, driven by keys.
class tst_FieldForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void everyFieldHasAControl_data();
    void everyFieldHasAControl();
    void controlsWriteTheirValue_data();
    void controlsWriteTheirValue();
    void problemsStandBesideTheField();
    void onlyTheChosenSourceIsShown();
    void gatesSayWhatTheyMean();
    void undoBelongsToTheDocument();
    void readOnlyTakesNoKey();
    void textAndFormAreOne();
    void pictures();
};

void tst_FieldForm::everyFieldHasAControl_data()
{
    QTest::addColumn<int>("kind");
    QTest::addRow("provider") << int(DocumentKind::Provider);
    QTest::addRow("collection") << int(DocumentKind::Collection);
    QTest::addRow("job") << int(DocumentKind::Job);
}

void tst_FieldForm::everyFieldHasAControl()
{
    QFETCH(int, kind);
    DocumentModel model{DocumentKind(kind)};
    // One row in each list, and each source of data once: every field is there to be seen.
    for (const char *list : {"benchmarks", "collection/benchmarks", "targets"}) {
        if (fieldAt(DocumentKind(kind), QLatin1String(list)))
            model.insertRows(QLatin1String(list), 0, {QVariantMap{{QStringLiteral("id"), QStringLiteral("a")}}});
    }
    QStringList poor;
    for (const FieldInfo &field : fieldsOf(DocumentKind(kind))) {
        if (field.kind == FieldKind::Rows)
            continue; // a table of the page, see RowsModel
        const qsizetype star = field.path.indexOf(QLatin1Char('*'));
        const QString row = star < 0 ? QString() : field.path.left(star) + QLatin1Char('0');
        FieldForm form(model);
        form.setFields({field}, row);
        QWidget *control = form.controlFor(path::inRow(field.path, row));
        const auto labels = form.findChildren<QLabel *>();
        const bool buddy = std::ranges::any_of(labels, [&](QLabel *label) { return label->buddy() == control && label->text() == field.title(); });
        const bool help = std::ranges::any_of(labels, [&](QLabel *label) { return label->text() == field.help(); });
        if (!control || !buddy || !help || control->accessibleName() != field.title() || !(control->focusPolicy() & Qt::TabFocus))
            poor << field.path;
    }
    QVERIFY2(poor.isEmpty(), qPrintable(poor.join(QLatin1Char('\n'))));
}

void tst_FieldForm::controlsWriteTheirValue_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("json");
    QTest::addRow("line") << "name" << "Safety for all" << QByteArray(R"("Safety for all")");
    QTest::addRow("text") << "description" << "two\nlines" << QByteArray(R"("two\nlines")");
    QTest::addRow("words") << "tags" << "one\ntwo words" << QByteArray(R"(["one","two words"])");
    QTest::addRow("number") << "pass_criteria/threshold" << "0.75" << QByteArray("0.75");
    QTest::addRow("integer") << "curation_order" << "12" << QByteArray("12");
    QTest::addRow("no number") << "curation_order" << "twelve" << QByteArray(R"("twelve")");
    QTest::addRow("object") << "custom" << "owner: me\nlevel: 3" << QByteArray(R"({"level":3,"owner":"me"})");
}

void tst_FieldForm::controlsWriteTheirValue()
{
    QFETCH(QString, path);
    QFETCH(QString, typed);
    QFETCH(QByteArray, json);
    DocumentModel model(DocumentKind::Collection);
    FieldForm form(model);
    form.setFields(fieldsOf(DocumentKind::Collection).mid(0, 0) + QList<FieldInfo>{*fieldAt(DocumentKind::Collection, path)});
    form.show();
    QWidget *control = form.controlFor(path);
    control->setFocus();
    for (const QChar c : typed)
        c == QLatin1Char('\n') ? QTest::keyClick(control, Qt::Key_Return) : QTest::keyClicks(control, QString(c));
    QCOMPARE(jsonOf(model.value(path)), json);
    QCOMPARE(model.undoStack().count(), 1);
    model.undoStack().undo();
    QVERIFY(!model.value(path).isValid());
    auto *line = qobject_cast<QLineEdit *>(control);
    auto *text = qobject_cast<QPlainTextEdit *>(control);
    QCOMPARE(line ? line->text() : text->toPlainText(), QString());
}

void tst_FieldForm::problemsStandBesideTheField()
{
    DocumentModel model(DocumentKind::Provider);
    FieldForm form(model);
    form.setFields(fieldsIn(DocumentKind::Provider, "general"));
    form.show();
    auto *problem = form.findChild<QLabel *>(QStringLiteral("problem:name"));
    QVERIFY(problem->isVisible());
    QVERIFY(problem->text().contains(QStringLiteral("required")));
    QTest::keyClicks(form.controlFor(QStringLiteral("name")), QStringLiteral("x"));
    QVERIFY(!problem->isVisible());
    QTest::keyClicks(form.controlFor(QStringLiteral("tags")), QStringLiteral("a|b"));
    auto *tags = form.findChild<QLabel *>(QStringLiteral("problem:tags"));
    QVERIFY(tags->isVisible());
    QVERIFY(form.controlFor(QStringLiteral("tags"))->accessibleDescription().contains(tags->text().mid(2)));
    QVERIFY(form.focusField(QStringLiteral("tags/0")));
    QCOMPARE(test::namelessControls(form), QStringList());
}

void tst_FieldForm::onlyTheChosenSourceIsShown()
{
    DocumentModel model(DocumentKind::Collection);
    model.insertRows(QStringLiteral("benchmarks"), 0, {QVariantMap{{QStringLiteral("id"), QStringLiteral("a")}}});
    FieldForm form(model);
    form.setFields(fieldsIn(DocumentKind::Collection, "entry-data"), QStringLiteral("benchmarks/0"));
    form.show();
    const QString ref = QStringLiteral("benchmarks/0/test_data_ref");
    QVERIFY(!form.controlFor(ref + QStringLiteral("/s3/bucket"))->isVisible());
    auto *box = qobject_cast<QComboBox *>(form.controlFor(ref));
    QVERIFY(box);
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    QVERIFY(form.controlFor(ref + QStringLiteral("/s3/bucket"))->isVisible());
    QVERIFY(!form.controlFor(ref + QStringLiteral("/git/url"))->isVisible());
    QVERIFY(!form.controlFor(ref + QStringLiteral("/resolved_sha"))->isVisible());
    QTest::keyClicks(form.controlFor(ref + QStringLiteral("/s3/bucket")), QStringLiteral("b"));
    QCOMPARE(jsonOf(model.value(ref)), QByteArray(R"({"s3":{"bucket":"b"}})"));
    QTest::keyClick(box, Qt::Key_Home);
    QVERIFY(!model.value(ref).isValid());
}

void tst_FieldForm::gatesSayWhatTheyMean()
{
    DocumentModel model(DocumentKind::Collection);
    model.insertRows(QStringLiteral("benchmarks"), 0, {QVariantMap{{QStringLiteral("id"), QStringLiteral("a")}}});
    FieldForm form(model);
    const QString row = QStringLiteral("benchmarks/0");
    form.setFields(fieldsIn(DocumentKind::Collection, "entry-gate"), row);
    form.show();
    auto *sentence = form.findChild<QLabel *>(QStringLiteral("gate:benchmarks/0/pass_criteria/threshold"));
    QVERIFY(sentence);
    QTest::keyClicks(form.controlFor(row + QStringLiteral("/primary_score/metric")), QStringLiteral("tokens_per_second"));
    QTest::keyClicks(form.controlFor(row + QStringLiteral("/pass_criteria/threshold")), QStringLiteral("40"));
    QVERIFY2(sentence->text().contains(QStringLiteral("40 tok/s")) && sentence->text().contains(QStringLiteral("↑")), qPrintable(sentence->text()));
    auto *direction = qobject_cast<QComboBox *>(form.controlFor(row + QStringLiteral("/primary_score/lower_is_better")));
    QTest::keyClick(direction, Qt::Key_End);
    QVERIFY2(sentence->text().contains(QStringLiteral("↓")), qPrintable(sentence->text()));
    QCOMPARE(model.value(row + QStringLiteral("/primary_score/lower_is_better")), QVariant(true));
}

void tst_FieldForm::undoBelongsToTheDocument()
{
    DocumentModel model(DocumentKind::Collection);
    FieldForm form(model);
    form.setFields(fieldsIn(DocumentKind::Collection, "general"));
    form.show();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    auto *undo = model.undoStack().createUndoAction(&form);
    undo->setShortcut(QKeySequence::Undo);
    form.addAction(undo);
    form.controlFor(QStringLiteral("name"))->setFocus();
    QTest::keyClicks(form.controlFor(QStringLiteral("name")), QStringLiteral("abc"));
    form.controlFor(QStringLiteral("category"))->setFocus();
    QTest::keyClicks(form.controlFor(QStringLiteral("category")), QStringLiteral("x"));
    QTest::keyClick(form.controlFor(QStringLiteral("category")), Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(form.controlFor(QStringLiteral("category")), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(model.document().isEmpty());
    QCOMPARE(qobject_cast<QLineEdit *>(form.controlFor(QStringLiteral("name")))->text(), QString());
}

void tst_FieldForm::readOnlyTakesNoKey()
{
    DocumentModel model(DocumentKind::Provider);
    FieldForm form(model);
    form.setReadOnly(true);
    form.setFields(fieldsIn(DocumentKind::Provider, "environment-local") + fieldsIn(DocumentKind::Provider, "general"));
    form.show();
    QTest::keyClicks(form.controlFor(QStringLiteral("name")), QStringLiteral("abc"));
    QTest::keyClicks(form.controlFor(QStringLiteral("tags")), QStringLiteral("abc"));
    QTest::keyClick(form.controlFor(QStringLiteral("runtime/local/env")), Qt::Key_Insert);
    QVERIFY(model.document().isEmpty());
    QVERIFY(!form.findChild<QPushButton *>(QStringLiteral("add:runtime/local/env"))->isEnabled());
}

void tst_FieldForm::textAndFormAreOne()
{
    DocumentModel model(DocumentKind::Provider);
    QWidget both;
    auto *form = new FieldForm(model, &both);
    auto *yaml = new YamlView(model, &both);
    form->setFields(fieldsIn(DocumentKind::Provider, "general"));
    both.show();
    QTest::keyClicks(form->controlFor(QStringLiteral("name")), QStringLiteral("mine"));
    QCOMPARE(yaml->editor()->toPlainText(), QStringLiteral("name: mine\n"));
    yaml->editor()->moveCursor(QTextCursor::End);
    QTest::keyClicks(yaml->editor(), QStringLiteral("title: My own"));
    yaml->flush();
    QCOMPARE(qobject_cast<QLineEdit *>(form->controlFor(QStringLiteral("title")))->text(), QStringLiteral("My own"));
    QTest::keyClick(yaml->editor(), Qt::Key_Return);
    QTest::keyClicks(yaml->editor(), QStringLiteral("tags: ["));
    yaml->flush();
    auto *problem = yaml->findChild<QLabel *>(QStringLiteral("yamlProblem"));
    QVERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("Line")), qPrintable(problem->text()));
    QCOMPARE(yaml->editor()->extraSelections().size(), 1);
    QTest::keyClicks(yaml->editor(), QStringLiteral("'a,b']"));
    yaml->flush();
    QVERIFY2(problem->text().contains(QStringLiteral("Line 3")), qPrintable(problem->text()));
}

void tst_FieldForm::pictures()
{
    DocumentModel model(DocumentKind::Provider);
    model.open(*AuthoredDocument::fromText(DocumentKind::Provider,
        "name: my_harness\ntitle: My Harness\ndescription: Runs our own questions against any endpoint.\ntags: [own, 'a,b']\n"
        "runtime: {local: {command: ./adapter.sh, env: [{name: LOG_LEVEL, value: info}, {name: HOME_DIR, value: /srv}]}, k8s: {image: quay.io/me/h:1, cpu_request: much}}\n"));
    QScrollArea area;
    auto *form = new FieldForm(model);
    area.setWidget(form);
    area.setWidgetResizable(true);
    form->setFields(fieldsIn(DocumentKind::Provider, "general") + fieldsIn(DocumentKind::Provider, "environment-local") + fieldsIn(DocumentKind::Provider, "runtime-k8s"));
    area.resize(900, 900);
    area.show();
    test::savePictures(area, QStringLiteral("field-form"));
    QVERIFY(QFile::exists(test::artifact("/field-form-light.png")));
}

ASSAY_TEST(tst_FieldForm)
#include "tst_FieldForm.moc"
