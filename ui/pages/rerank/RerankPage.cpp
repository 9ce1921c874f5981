#include "ui/pages/rerank/RerankPage.h"

#include "models/rerank/RerankModel.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PathDrop.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/SaveDialog.h"
#include "ui/widgets/ToneDelegate.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

namespace {

/// A picture no higher than its row.
class PictureCellDelegate final : public ToneDelegate {
public:
    using ToneDelegate::ToneDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        ToneDelegate::initStyleOption(option, index);
        if (!(option->features & QStyleOptionViewItem::HasDecoration))
            return;
        const int high = std::max(1, option->rect.height() - option->fontMetrics.height() / 3);
        option->decorationSize = option->decorationSize.scaled(2 * high, high, Qt::KeepAspectRatio);
    }
};

} // namespace

RerankPage::RerankPage(Connection &connection, QWidget *parent) : DocumentPage(parent), m_connection(connection), m_model(new RerankModel(this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(m_heading = new Heading(Heading::Level::Title, this));
    layout->addWidget(m_hint = new Heading(Heading::Level::Caption, this));
    m_hint->setWordWrap(true);
    layout->addWidget(m_form = buildForm());
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("rerankProblem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    layout->addWidget(m_problem);
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("rerankTable"));
    m_table->setModel(m_model);
    makeRowTable(*m_table);
    m_table->setItemDelegate(new PictureCellDelegate(m_table));
    m_table->setWordWrap(false);
    fitColumn(m_table->horizontalHeader(), RerankModel::ItemColumn, 40);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty = new EmptyState(this), 1);

    connect(m_model, &RerankModel::loadChanged, this, &RerankPage::update);
    connect(m_model, &RerankModel::modelReset, this, &RerankPage::showPictures);
    for (QWidget *target : { static_cast<QWidget *>(this), m_items->viewport() })
        connect(new PathDrop(target), &PathDrop::dropped, this, &RerankPage::addPictures);
    connect(&connection, &Connection::stateChanged, this, &RerankPage::refresh);
    enterAt(this, m_query);
    retranslate();
    refresh();
}

QWidget *RerankPage::buildForm()
{
    auto *box = new QWidget(this);
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    const auto add = [&](QWidget *field, const char *name, QWidget *beside = nullptr) {
        field->setObjectName(QLatin1String(name));
        auto *label = new QLabel(box);
        label->setBuddy(field);
        if (!beside) {
            form->addRow(label, field);
            return label;
        }
        auto *line = new QHBoxLayout;
        line->addWidget(field, 1);
        line->addWidget(beside, 0, Qt::AlignTop);
        form->addRow(label, line);
        return label;
    };
    const auto button = [&](const char *name) {
        auto *made = new QPushButton(themeIcon(QStringLiteral("open")), {}, box);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_queryPicture = button("rerankQueryPicture");
    m_itemPicture = button("rerankItemPicture");
    m_modelLabel = add(m_models = new QComboBox(box), "rerankModel");
    m_models->setEditable(true); // a server may take models that it does not list
    m_models->setMinimumContentsLength(30);
    m_queryLabel = add(m_query = new QLineEdit(box), "rerankQuery", m_queryPicture);
    m_itemsLabel = add(m_items = new QPlainTextEdit(box), "rerankItems", m_itemPicture);
    m_items->setTabChangesFocus(true);
    m_items->setFixedHeight(fontMetrics().height() * 8);
    m_mostLabel = add(m_most = new QSpinBox(box), "rerankMost");
    m_most->setRange(0, 100'000);
    m_ask = new QPushButton(themeIcon(QStringLiteral("play")), {}, box);
    m_ask->setObjectName(QStringLiteral("rerankAsk"));
    m_ask->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    form->addRow(QString(), m_ask);
    connect(m_ask, &QPushButton::clicked, this, &RerankPage::submit);
    connect(m_queryPicture, &QPushButton::clicked, this, [this] {
        choosePicture(tr("Picture as the Query"), [this](const QString &path) { m_query->setText(rerankLine(path)); });
    });
    connect(m_itemPicture, &QPushButton::clicked, this, [this] {
        choosePicture(tr("Picture as an Item"), [this](const QString &path) { addPictures({ path }); });
    });
    connect(m_query, &QLineEdit::returnPressed, this, &RerankPage::submit);
    connect(m_query, &QLineEdit::textChanged, this, &RerankPage::update);
    connect(m_items, &QPlainTextEdit::textChanged, this, &RerankPage::update);
    connect(m_models, &QComboBox::editTextChanged, this, &RerankPage::update);
    return box;
}

QString RerankPage::title() const { return tr("Rerank"); }
QIcon RerankPage::icon() const { return themeIcon(QStringLiteral("filter")); }

void RerankPage::refresh()
{
    update();
    ModelService *service = m_connection.models();
    const Capabilities can = m_connection.capabilities();
    if (service && can.has(Capability::Rerank) && can.has(Capability::ListModels)) {
        whenDone(service->list(), this, [this](const Result<QList<ServedModel>> &models) {
            if (models)
                fillModels(*models);
        });
    }
}

/// Those that rerank; what was typed stays.
void RerankPage::fillModels(const QList<ServedModel> &models)
{
    const QString typed = m_models->currentText();
    const QSignalBlocker quiet(m_models);
    m_models->clear();
    for (const ServedModel &model : models) {
        if (model.type == QLatin1String("rerank"))
            m_models->addItem(model.id);
    }
    m_models->setCurrentText(typed.isEmpty() ? m_models->itemText(0) : typed);
    update();
}

QStringList RerankPage::items() const
{
    QStringList out;
    for (const QString &line : m_items->toPlainText().split(QLatin1Char('\n'))) {
        if (!line.trimmed().isEmpty())
            out << line.trimmed();
    }
    return out;
}

void RerankPage::choosePicture(const QString &title, const std::function<void(const QString &path)> &take)
{
    askWhatToOpen(this, { title, tr("Pictures (*.png *.jpg *.jpeg *.gif *.webp);;All Files (*)") }, this, take);
}

/// A line each, behind what was entered.
void RerankPage::addPictures(const QStringList &paths)
{
    for (const QString &path : paths)
        m_items->appendPlainText(rerankLine(path));
}

/// A row with one is as high as four lines of text.
void RerankPage::showPictures()
{
    for (int row = 0; m_model->hasPictures() && row < m_model->rowCount(); ++row) {
        if (m_model->index(row, RerankModel::ItemColumn).data(Qt::DecorationRole).isValid())
            m_table->setRowHeight(row, m_table->fontMetrics().height() * 4);
    }
}

bool RerankPage::submit()
{
    if (!m_ask->isEnabled())
        return false;
    m_model->ask(*m_connection.rerank(), m_models->currentText().trimmed(), m_query->text(), items(), m_most->value());
    return true;
}

QVariantMap RerankPage::saveState() const
{
    return {{QStringLiteral("model"), m_models->currentText()}, {QStringLiteral("query"), m_query->text()}, {QStringLiteral("items"), m_items->toPlainText()}};
}

void RerankPage::restoreState(const QVariantMap &state)
{
    m_models->setCurrentText(state.value(QStringLiteral("model")).toString());
    m_query->setText(state.value(QStringLiteral("query")).toString());
    m_items->setPlainText(state.value(QStringLiteral("items")).toString());
}

void RerankPage::update()
{
    const bool ready = m_connection.state() == Connection::State::Ready;
    const bool offered = m_connection.rerank() && m_connection.capabilities().has(Capability::Rerank);
    m_form->setVisible(offered);
    m_ask->setEnabled(offered && ready && m_model->load() != LoadState::Loading && !m_models->currentText().trimmed().isEmpty()
                      && !m_query->text().trimmed().isEmpty() && !items().isEmpty());
    const bool failed = m_model->load() == LoadState::Failed;
    m_problem->setText(m_model->load() == LoadState::Loading ? tr("The model is putting them in order…") : failed ? m_model->error().message : QString());
    m_problem->setVisible(offered && !m_problem->text().isEmpty());
    m_table->setVisible(offered && m_model->rowCount() > 0);
    m_empty->setVisible(!m_table->isVisibleTo(this));
    if (!offered)
        m_empty->setContent(QStringLiteral("filter"), tr("Nothing to rerank with"), ready ? m_connection.capabilities().reasonMissing(Capability::Rerank) : m_connection.lastError().message);
    else if (m_empty->isVisibleTo(this))
        m_empty->setContent(QStringLiteral("filter"), tr("No order yet"), tr("Enter a query and some items, a line each; the most relevant come first."));
}

void RerankPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void RerankPage::retranslate()
{
    m_heading->setText(tr("Rerank"));
    m_hint->setText(tr("Items in the order of their relevance to a query, as a model of this server sees it. A line that begins with “image:” is the address of a picture, or the path of one on this machine."));
    m_modelLabel->setText(tr("&Model"));
    m_queryLabel->setText(tr("&Query"));
    m_itemsLabel->setText(tr("&Items"));
    m_mostLabel->setText(tr("&At most"));
    m_most->setSpecialValueText(tr("all"));
    m_ask->setText(tr("Put in Order"));
    m_queryPicture->setText(tr("Picture…"));
    m_itemPicture->setText(tr("Add Picture…"));
    m_queryPicture->setAccessibleName(tr("Choose a picture as the query"));
    m_itemPicture->setAccessibleName(tr("Add a picture to the items"));
    m_models->setAccessibleName(tr("Model"));
    m_query->setAccessibleName(tr("Query"));
    m_items->setAccessibleName(tr("Items"));
    m_most->setAccessibleName(tr("At most"));
    m_table->setAccessibleName(tr("Items in Order"));
    update();
    Q_EMIT titleChanged();
}

} // namespace assay
