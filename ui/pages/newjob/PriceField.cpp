#include "ui/pages/newjob/PriceField.h"

#include "models/prices/PriceListModel.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/ProblemLabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay {

PriceField::PriceField(PriceListModel &prices, QWidget *parent)
    : QWidget(parent)
    , m_prices(prices)
    , m_title(plainLabel(new QLabel(this), "priceTitle"))
    , m_promptTitle(new QLabel(this))
    , m_completionTitle(new QLabel(this))
    , m_currencyTitle(new QLabel(this))
    , m_prompt(new QLineEdit(this))
    , m_completion(new QLineEdit(this))
    , m_currency(new QLineEdit(this))
    , m_keep(new QPushButton(this))
    , m_cancel(new QPushButton(this))
    , m_problem(new ProblemLabel(this))
{
    auto *line = new QHBoxLayout;
    const auto add = [&](QLabel *title, QLineEdit *edit, const char *name) {
        edit->setObjectName(QLatin1String(name));
        title->setBuddy(edit);
        line->addWidget(title);
        line->addWidget(edit);
        connect(edit, &QLineEdit::returnPressed, this, &PriceField::keep);
        connect(edit, &QLineEdit::textEdited, this, [this] { m_problem->setProblem({}); });
    };
    add(m_promptTitle, m_prompt, "pricePrompt");
    add(m_completionTitle, m_completion, "priceCompletion");
    add(m_currencyTitle, m_currency, "priceCurrency");
    m_keep->setObjectName(QStringLiteral("priceKeep"));
    m_cancel->setObjectName(QStringLiteral("priceCancel"));
    line->addWidget(m_keep);
    line->addWidget(m_cancel);
    line->addStretch(1);
    m_problem->setObjectName(QStringLiteral("priceProblem"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_title);
    layout->addLayout(line);
    layout->addWidget(m_problem);
    connect(m_keep, &QPushButton::clicked, this, &PriceField::keep);
    connect(m_cancel, &QPushButton::clicked, this, &PriceField::leave);
    retranslate();
}

void PriceField::open(const QString &model)
{
    m_model = model;
    m_prompt->clear();
    m_completion->clear();
    m_currency->setText(m_prices.usualCurrency());
    m_problem->setProblem({});
    retranslate();
    show();
    m_prompt->setFocus(Qt::OtherFocusReason);
}

void PriceField::keep()
{
    const Result<Done> kept = m_prices.set(m_model, m_currency->text(), m_prompt->text(), m_completion->text());
    if (!kept)
        return m_problem->setProblem(kept.error().message);
    leave();
}

void PriceField::leave()
{
    hide();
    Q_EMIT closed();
}

/// Escape gives up this line, not the page.
void PriceField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return leave();
    QWidget::keyPressEvent(event);
}

void PriceField::retranslate()
{
    m_title->setText(tr("Price of %1 for a million tokens").arg(m_model));
    m_promptTitle->setText(tr("&Prompt:"));
    m_completionTitle->setText(tr("&Answer:"));
    m_currencyTitle->setText(tr("&Currency:"));
    m_prompt->setAccessibleName(tr("Price of a million prompt tokens"));
    m_completion->setAccessibleName(tr("Price of a million answer tokens"));
    m_currency->setAccessibleName(tr("Currency"));
    m_keep->setText(tr("Keep Price"));
    m_cancel->setText(tr("Cancel"));
}

} // namespace assay
