#include "models/prices/PriceListModel.h"

#include "models/common/Roles.h"
#include "models/prices/PriceText.h"
#include "services/api/DraftStore.h"
#include "services/core/Async.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace assay {

namespace {

const QString storeName = QStringLiteral("prices");

using Price = std::optional<double> ModelPrice::*;

Price priceIn(int column)
{
    switch (column) {
    case PriceListModel::PromptColumn: return &ModelPrice::prompt;
    case PriceListModel::CompletionColumn: return &ModelPrice::completion;
    case PriceListModel::RequestColumn: return &ModelPrice::request;
    default: return nullptr;
    }
}

} // namespace

class PriceListModel::Step final : public QUndoCommand {
public:
    Step(PriceListModel &model, const QList<ModelPrice> &after, const QString &text)
        : QUndoCommand(text)
        , m_model(model)
        , m_before(model.m_prices)
        , m_after(after)
    {
    }
    void undo() override { m_model.take(m_before); }
    void redo() override { m_model.take(m_after); }

private:
    PriceListModel &m_model;
    const QList<ModelPrice> m_before, m_after;
};

PriceListModel::PriceListModel(DraftStore &store, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
{
}

void PriceListModel::load()
{
    if (m_state == LoadState::Loading || m_state == LoadState::Ready)
        return;
    m_state = LoadState::Loading;
    m_error.clear();
    Q_EMIT stateChanged();
    whenDone(m_store.load(storeName), this, [this](const Result<QByteArray> &text) {
        if (!text)
            return fail(text.error().message);
        const auto read = pricesFrom(*text);
        if (!read)
            return fail(read.error().message);
        m_state = LoadState::Ready;
        show(*read);
        Q_EMIT stateChanged();
        Q_EMIT pricesChanged();
    });
}

void PriceListModel::fail(const QString &sentence)
{
    m_state = LoadState::Failed;
    m_error = sentence;
    Q_EMIT stateChanged();
}

int PriceListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_prices.size());
}
int PriceListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant PriceListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ModelPrice &price = m_prices.at(index.row());
    const Price member = priceIn(index.column());
    const bool known = !member || (price.*member).has_value(), needed = index.column() != RequestColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (!known)
            return needed ? tr("missing") : tr("none");
        [[fallthrough]];
    case Qt::EditRole:
        if (member)
            return known ? priceNumberText(*(price.*member)) : QString();
        return index.column() == ModelColumn ? price.model : price.currency;
    case SortRole:
        if (member)
            return known ? QVariant(*(price.*member)) : QVariant();
        return index.column() == ModelColumn ? price.model : price.currency;
    case IdRole: return price.model;
    case ToneRole: return int(known ? Tone::Plain : needed ? Tone::Warning : Tone::Muted);
    case Qt::ToolTipRole:
        return known || !needed
            ? QVariant()
            : tr("The entry does not count before it has both prices; a model that costs nothing has 0.");
    case Qt::TextAlignmentRole: return int((member ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant PriceListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case ModelColumn:
            return tr(
                "The model's name as jobs have it; * stands for any characters, and the most specific entry counts.");
        case CurrencyColumn: return tr("Three letters, like USD or EUR; currencies are never converted.");
        case RequestColumn: return tr("For each request, beside its tokens; most ask nothing.");
        default: return tr("For a million tokens.");
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ModelColumn: return tr("Model");
    case CurrencyColumn: return tr("Currency");
    case PromptColumn: return tr("Prompt, per Million");
    case CompletionColumn: return tr("Answer, per Million");
    case RequestColumn: return tr("Per Request");
    default: return {};
    }
}

Qt::ItemFlags PriceListModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && m_state == LoadState::Ready ? flags | Qt::ItemIsEditable : flags;
}

QString PriceListModel::problem(Column column, const QString &text)
{
    constexpr qsizetype longest = 200;
    static const QRegularExpression currency(QStringLiteral("^[A-Za-z]{3}$"));
    const QString entered = text.trimmed(), example = priceNumberText(0.15);
    switch (column) {
    case ModelColumn:
        if (entered.isEmpty())
            return tr("Model: enter the model's name, or a pattern like gpt-*.");
        return entered.size() > longest ? tr("Model: the name has more than %1 characters.").arg(longest) : QString();
    case CurrencyColumn:
        return currency.match(entered).hasMatch()
            ? QString()
            : tr("Currency: “%1” is none; enter three letters, like USD.").arg(entered);
    case RequestColumn:
        if (entered.isEmpty())
            return {};
        break;
    case PromptColumn:
    case CompletionColumn:
    case ColumnCount: break;
    }
    const QString field = column == PromptColumn ? tr("Price of the prompt")
        : column == CompletionColumn             ? tr("Price of the answer")
                                                 : tr("Price of a request");
    const std::optional<double> number = priceNumber(entered);
    if (entered.isEmpty())
        return tr("%1: enter a number, like %2; 0 if it costs nothing.").arg(field, example);
    if (!number)
        return tr("%1: “%2” is no number; write it like %3.").arg(field, entered, example);
    if (*number < 0)
        return tr("%1: enter 0 or more.").arg(field);
    return *number > dearestPrice ? tr("%1: enter %2 at most.").arg(field, priceNumberText(dearestPrice)) : QString();
}

int PriceListModel::rowOf(const QString &model) const
{
    const auto at = std::ranges::find_if(
        m_prices, [&](const ModelPrice &price) { return price.model.compare(model, Qt::CaseInsensitive) == 0; });
    return at == m_prices.end() ? -1 : int(at - m_prices.begin());
}

bool PriceListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || m_state != LoadState::Ready || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const QString text = value.toString().trimmed();
    const Price member = priceIn(index.column());
    QList<ModelPrice> after = m_prices;
    ModelPrice &price = after[index.row()];
    // A price may be taken back to not known; the row says so then.
    QString why = member && text.isEmpty() ? QString() : problem(Column(index.column()), text);
    if (index.column() == ModelColumn) {
        const int other = rowOf(text);
        if (why.isEmpty() && other >= 0 && other != index.row())
            why = tr("Model: “%1” has a price already; change that one.").arg(text);
        price.model = text;
    } else if (index.column() == CurrencyColumn) {
        price.currency = text.toUpper();
    } else if (member) {
        price.*member = priceNumber(text);
    }
    Q_EMIT typed(why);
    if (!why.isEmpty())
        return false;
    if (after != m_prices)
        push(after, tr("Change Price"));
    return true;
}

QString PriceListModel::usualCurrency() const
{
    if (!m_prices.isEmpty())
        return m_prices.last().currency;
    const QString local = QLocale().currencySymbol(QLocale::CurrencyIsoCode);
    return problem(CurrencyColumn, local).isEmpty() ? local : QStringLiteral("USD");
}

int PriceListModel::add(const QString &model)
{
    if (m_state != LoadState::Ready)
        return -1;
    QString name = model.trimmed();
    if (const int there = rowOf(name); there >= 0)
        return there;
    if (name.isEmpty()) {
        const QString base = QStringLiteral("my-model");
        name = base;
        for (int number = 2; rowOf(name) >= 0; ++number)
            name = QStringLiteral("%1-%2").arg(base).arg(number);
    }
    push(m_prices + QList<ModelPrice> { { name, usualCurrency(), {}, {}, {} } }, tr("Add Price"));
    return int(m_prices.size()) - 1;
}

Result<Done> PriceListModel::set(
    const QString &model, const QString &currency, const QString &prompt, const QString &completion)
{
    if (m_state != LoadState::Ready)
        return Error { Error::Kind::Storage,
            m_error.isEmpty() ? tr("The saved prices are not read yet; try again in a moment.") : m_error };
    const std::pair<Column, QString> cells[] = { { ModelColumn, model }, { CurrencyColumn, currency },
        { PromptColumn, prompt }, { CompletionColumn, completion } };
    for (const auto &[column, text] : cells) {
        if (const QString why = problem(column, text); !why.isEmpty())
            return Error { Error::Kind::Invalid, why };
    }
    QList<ModelPrice> after = m_prices;
    const int there = rowOf(model.trimmed());
    if (there < 0)
        after << ModelPrice { model.trimmed(), {}, {}, {}, {} };
    ModelPrice &price = there < 0 ? after.last() : after[there];
    price.currency = currency.trimmed().toUpper();
    price.prompt = priceNumber(prompt);
    price.completion = priceNumber(completion);
    if (after != m_prices)
        push(after, there < 0 ? tr("Add Price") : tr("Change Price"));
    return Done {};
}

bool PriceListModel::remove(int row)
{
    if (m_state != LoadState::Ready || row < 0 || row >= m_prices.size())
        return false;
    QList<ModelPrice> after = m_prices;
    after.removeAt(row);
    push(after, tr("Remove Price"));
    return true;
}

void PriceListModel::push(const QList<ModelPrice> &after, const QString &text)
{
    m_stack.push(new Step(*this, after, text));
}

void PriceListModel::take(const QList<ModelPrice> &after)
{
    show(after);
    Q_EMIT pricesChanged();
    whenDone(m_store.save(storeName, textOfPrices(after)), this, [this](const Result<Done> &saved) {
        if (!saved && saved.error().kind != Error::Kind::Cancelled)
            Q_EMIT failed(tr("The prices are not saved. %1").arg(saved.error().message));
    });
}

/// Row by row between what stays the same above and below, so that what is selected stays.
void PriceListModel::show(const QList<ModelPrice> &fresh)
{
    const int least = int(std::min(m_prices.size(), fresh.size()));
    int head = 0, tail = 0;
    while (head < least && m_prices.at(head) == fresh.at(head))
        ++head;
    while (tail < least - head && m_prices.at(m_prices.size() - 1 - tail) == fresh.at(fresh.size() - 1 - tail))
        ++tail;
    const int before = int(m_prices.size()) - head - tail, after = int(fresh.size()) - head - tail;
    const int common = std::min(before, after), from = head + common;
    if (before > after) {
        beginRemoveRows({}, from, from + before - after - 1);
        m_prices.remove(from, before - after);
        endRemoveRows();
    } else if (after > before) {
        beginInsertRows({}, from, from + after - before - 1);
        for (int row = from; row < from + after - before; ++row)
            m_prices.insert(row, fresh.at(row));
        endInsertRows();
    }
    m_prices = fresh;
    if (common > 0)
        Q_EMIT dataChanged(index(head, 0), index(head + common - 1, ColumnCount - 1));
}

} // namespace assay
