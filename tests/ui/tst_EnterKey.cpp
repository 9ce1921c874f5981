#include "tests/support/TestRegistry.h"
#include "ui/shell/EnterKey.h"
#include "ui/widgets/ChoiceButton.h"

#include <QCheckBox>
#include <QDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace assay;

/// What Enter does to the control that has the focus.
class tst_EnterKey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void presses_data();
    void presses();
    void dialogsKeepTheirDefault();
};

void tst_EnterKey::presses_data()
{
    QTest::addColumn<QString>("control");
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<int>("times");
    QTest::newRow("button") << "QPushButton" << int(Qt::Key_Return) << int(Qt::NoModifier) << 1;
    QTest::newRow("button, key pad") << "QPushButton" << int(Qt::Key_Enter) << int(Qt::KeypadModifier) << 1;
    QTest::newRow("card") << "ChoiceButton" << int(Qt::Key_Return) << int(Qt::NoModifier) << 1;
    QTest::newRow("tool button") << "QToolButton" << int(Qt::Key_Return) << int(Qt::NoModifier) << 1;
    QTest::newRow("check box") << "QCheckBox" << int(Qt::Key_Return) << int(Qt::NoModifier) << 0;
    QTest::newRow("grey button") << "grey" << int(Qt::Key_Return) << int(Qt::NoModifier) << 0;
    QTest::newRow("Ctrl+Enter, which runs") << "QPushButton" << int(Qt::Key_Return) << int(Qt::ControlModifier) << 0;
    QTest::newRow("Space as ever") << "QPushButton" << int(Qt::Key_Space) << int(Qt::NoModifier) << 1;
}

void tst_EnterKey::presses()
{
    QFETCH(QString, control);
    QFETCH(int, key);
    QFETCH(int, modifiers);
    QWidget window;
    const EnterKey filter(&window);
    QAbstractButton *button = nullptr;
    if (control == QLatin1String("ChoiceButton"))
        button = new ChoiceButton(QStringLiteral("play"), &window);
    else if (control == QLatin1String("QToolButton"))
        button = new QToolButton(&window);
    else if (control == QLatin1String("QCheckBox"))
        button = new QCheckBox(&window);
    else
        button = new QPushButton(&window);
    button->setEnabled(control != QLatin1String("grey"));
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QSignalSpy clicked(button, &QAbstractButton::clicked);
    QTest::keyClick(button, Qt::Key(key), Qt::KeyboardModifiers(modifiers));
    QTEST(int(clicked.size()), "times");
}

/// There the default button is pressed once, as Qt does it.
void tst_EnterKey::dialogsKeepTheirDefault()
{
    QDialog dialog;
    const EnterKey filter(&dialog);
    auto *button = new QPushButton(&dialog);
    button->setDefault(true);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QSignalSpy clicked(button, &QAbstractButton::clicked);
    QTest::keyClick(button, Qt::Key_Return);
    QCOMPARE(clicked.size(), 1);
}

ASSAY_TEST(tst_EnterKey)
#include "tst_EnterKey.moc"
