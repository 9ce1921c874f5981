#include "ui/pages/settings/ValueRow.h"

#include "models/settings/SettingsStore.h"
#include "ui/widgets/ProblemLabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QWheelEvent>

namespace assay {

namespace {

/// The wheel scrolls the page; it does not change what it happens to pass.
template<typename Base>
class StillBox final : public Base {
public:
    using Base::Base;

protected:
    void wheelEvent(QWheelEvent *event) override { event->ignore(); }
};

QString translated(const char *text) { return QCoreApplication::translate("assay", text); }

} // namespace

ValueRow::ValueRow(const SettingInfo &info, SettingsStore &settings, QWidget *parent) : SettingRow(info.group, parent), m_info(info), m_settings(settings)
{
    setObjectName(QStringLiteral("row:") + info.key);
    m_control = makeControl();
    m_control->setObjectName(QStringLiteral("setting:") + info.key);
    m_control->setFocusPolicy(Qt::StrongFocus);
    controls()->addWidget(m_control);
    connect(addReset(), &QToolButton::clicked, this, [this] {
        m_settings.reset(m_info.key);
        showValue();
    });
    connect(&m_settings, &SettingsStore::changed, this, [this](const QString &key) {
        if (key == m_info.key)
            showValue();
    });
    retranslate();
    showValue();
}

QWidget *ValueRow::makeControl()
{
    switch (m_info.kind) {
    case SettingKind::Choice:
        m_choice = new StillBox<QComboBox>(this);
        for (const SettingInfo::Choice &choice : m_info.choices)
            m_choice->addItem(QString(), choice.value);
        connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int row) { decide(m_choice->itemData(row)); });
        return m_choice;
    case SettingKind::Number:
        m_number = new StillBox<QDoubleSpinBox>(this);
        m_number->setDecimals(m_info.decimals);
        m_number->setRange(m_info.lowest, m_info.highest);
        m_number->setSingleStep(m_info.step);
        m_number->setKeyboardTracking(false); // half a number is none
        connect(m_number, &QDoubleSpinBox::valueChanged, this, &ValueRow::decide);
        return m_number;
    case SettingKind::Toggle:
        m_toggle = new QCheckBox(this);
        connect(m_toggle, &QCheckBox::toggled, this, &ValueRow::decide);
        return m_toggle;
    case SettingKind::Text: break;
    }
    m_text = new QLineEdit(this);
    m_text->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    // While one types, half an address must not become the program's: it is told, and counts when it is finished.
    connect(m_text, &QLineEdit::textEdited, this, [this](const QString &text) { problem()->setProblem(m_info.problem(text)); });
    connect(m_text, &QLineEdit::editingFinished, this, [this] { decide(m_text->text()); });
    return m_text;
}

void ValueRow::decide(const QVariant &value)
{
    if (m_showing)
        return;
    const QString why = m_info.problem(value);
    problem()->setProblem(why);
    if (why.isEmpty())
        m_settings.setValue(m_info.key, value);
}

void ValueRow::showValue()
{
    const QScopedValueRollback showing(m_showing, true);
    const QVariant value = m_settings.value(m_info.key);
    if (m_choice)
        m_choice->setCurrentIndex(m_choice->findData(value));
    if (m_number)
        m_number->setValue(value.toDouble());
    if (m_toggle)
        m_toggle->setChecked(value.toBool());
    if (m_text && m_text->text().trimmed() != value.toString()) {
        m_text->setText(value.toString());
        problem()->setProblem({});
    }
    setDefault(!m_settings.isDecided(m_info.key));
}

void ValueRow::retranslate()
{
    const QScopedValueRollback showing(m_showing, true);
    setTexts(m_info.titleText(), m_info.helpText());
    m_control->setAccessibleName(m_info.titleText());
    m_control->setAccessibleDescription(m_info.helpText());
    if (m_choice) {
        for (int i = 0; i < m_choice->count(); ++i)
            m_choice->setItemText(i, translated(m_info.choices.at(i).title));
    }
    if (m_number) {
        const QString unit = m_info.unit ? translated(m_info.unit) : QString();
        m_number->setLocale(QLocale());
        m_number->setSuffix(unit.isEmpty() ? unit : QChar(QChar::Nbsp) + unit);
        m_number->setSpecialValueText(m_info.atLowest ? translated(m_info.atLowest) : QString());
    }
    if (m_toggle)
        m_toggle->setText(tr("On"));
}

} // namespace assay
