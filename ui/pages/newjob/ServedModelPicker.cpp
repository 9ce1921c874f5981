#include "ui/pages/newjob/ServedModelPicker.h"

#include "models/composer/ServedModelListModel.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>

namespace assay {

ServedModelPicker::ServedModelPicker(ServedModelListModel &models, QWidget *parent)
    : QWidget(parent)
    , m_models(models)
    , m_label(new QLabel(this))
    , m_problem(plainLabel(new Heading(Heading::Level::Caption, this), "serverModelProblem"))
    , m_choice(new QComboBox(this))
{
    auto *grid = new QGridLayout(this);
    const int line = fontMetrics().height();
    grid->setContentsMargins(line / 3, line / 5, line / 2, line / 5); // one edge with the forms around it
    grid->setHorizontalSpacing(line);
    grid->setColumnStretch(1, 1);
    QFont bold = m_label->font();
    bold.setWeight(QFont::DemiBold);
    m_label->setFont(bold);
    m_label->setWordWrap(true);
    m_label->setFixedWidth(m_label->fontMetrics().averageCharWidth() * 22); // as in the forms
    m_label->setBuddy(m_choice);
    m_choice->setObjectName(QStringLiteral("serverModel"));
    m_choice->setModel(&models);
    m_choice->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    grid->addWidget(m_label, 0, 0);
    grid->addWidget(m_choice, 0, 1);
    grid->addWidget(m_problem, 1, 1);
    connect(m_choice, &QComboBox::activated, this,
        [this](int row) { Q_EMIT chosen(m_choice->itemData(row, IdRole).toString()); });
    connect(&models, &ServedModelListModel::loadChanged, this, &ServedModelPicker::update);
    retranslate();
}

void ServedModelPicker::setCurrent(const QString &name)
{
    m_current = name;
    m_choice->setCurrentIndex(m_choice->findData(name, IdRole));
}

void ServedModelPicker::update()
{
    const bool any = m_models.rowCount() > 0, failed = m_models.load() == LoadState::Failed;
    const bool none = m_models.load() == LoadState::Ready && !any;
    m_choice->setEnabled(any);
    m_choice->setPlaceholderText(any                ? tr("choose one")
            : m_models.load() == LoadState::Loading ? tr("loading…")
                                                    : QString());
    m_problem->setText(failed ? m_models.problem()
            : none            ? tr("The server tells of no model; write the model's name.")
                              : QString());
    m_problem->setVisible(!m_problem->text().isEmpty());
    setVisible(m_models.offered());
    setCurrent(m_current);
}

void ServedModelPicker::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ServedModelPicker::retranslate()
{
    m_label->setText(tr("Models of the Server"));
    m_choice->setAccessibleName(tr("Models of the Server"));
    update();
}

} // namespace assay
