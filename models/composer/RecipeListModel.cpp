#include "models/composer/RecipeListModel.h"

#include "services/api/DraftStore.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/core/Async.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

static const QString storeName = QStringLiteral("recipes");

static Error invalid(const QString &sentence) { return {Error::Kind::Invalid, sentence}; }

static qsizetype indexOf(const QList<Recipe> &recipes, const QString &name)
{
    const auto at = std::ranges::find(recipes, name, &Recipe::name);
    return at == recipes.end() ? -1 : at - recipes.begin();
}

RecipeListModel::RecipeListModel(DraftStore &store, QObject *parent) : QAbstractListModel(parent), m_store(store) {}

void RecipeListModel::load()
{
    if (m_state == LoadState::Loading || m_state == LoadState::Ready)
        return;
    m_state = LoadState::Loading;
    Q_EMIT stateChanged();
    whenDone(m_store.load(storeName), this, [this](const Result<QByteArray> &text) {
        if (!text)
            return fail(text.error().message);
        QList<Recipe> read;
        const QVariant list = valueFromJson(*text);
        if (!text->isEmpty() && list.typeId() != QMetaType::QVariantList)
            return fail(tr("The saved recipes cannot be read; they are left as they are."));
        for (const QVariant &item : list.toList()) {
            const auto recipe = Recipe::fromMap(item.toMap());
            if (!recipe) // saving the others would lose it
                return fail(tr("One of the saved recipes cannot be read; they are left as they are."));
            read << *recipe;
        }
        show(read);
        m_state = LoadState::Ready;
        Q_EMIT stateChanged();
        for (const auto &waiting : std::exchange(m_waiting, {}))
            waiting();
    });
}

void RecipeListModel::fail(const QString &sentence)
{
    m_state = LoadState::Failed;
    m_error = sentence;
    Q_EMIT stateChanged();
    for (const auto &waiting : std::exchange(m_waiting, {}))
        waiting();
}

/// Row by row, so that what is selected stays.
void RecipeListModel::show(const QList<Recipe> &recipes)
{
    for (qsizetype i = m_recipes.size() - 1; i >= 0; --i) {
        if (indexOf(recipes, m_recipes.at(i).name) < 0) {
            beginRemoveRows({}, int(i), int(i));
            m_recipes.removeAt(i);
            endRemoveRows();
        }
    }
    for (const Recipe &recipe : recipes) {
        const qsizetype at = indexOf(m_recipes, recipe.name);
        if (at >= 0) {
            if (m_recipes.at(at) != recipe) {
                m_recipes[at] = recipe;
                Q_EMIT dataChanged(index(int(at)), index(int(at)));
            }
            continue;
        }
        const auto before = [](const Recipe &one, const Recipe &other) { return one.name.localeAwareCompare(other.name) < 0; };
        const qsizetype place = std::ranges::lower_bound(m_recipes, recipe, before) - m_recipes.begin();
        beginInsertRows({}, int(place), int(place));
        m_recipes.insert(place, recipe);
        endInsertRows();
    }
}

int RecipeListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_recipes.size()); }

QVariant RecipeListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Recipe &recipe = m_recipes.at(index.row());
    const int targets = int(std::max<qsizetype>(1, recipe.targets.size()));
    switch (role) {
    case Qt::DisplayRole:
    case IdRole:
    case SortRole: return recipe.name;
    case TargetsRole: return targets;
    case BenchmarksRole: {
        const QString collection = recipe.document.text(QStringLiteral("collection/id"));
        return collection.isEmpty() ? tr("%n benchmark(s)", nullptr, int(recipe.document.rows(QStringLiteral("benchmarks")).size())) : collection;
    }
    case ChangedRole: return recipe.changed;
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole: {
        const QString on = targets > 1 ? tr("%n target(s)", nullptr, targets) : TargetRow::of(recipe.document).name;
        return on.isEmpty() ? data(index, BenchmarksRole) : tr("%1 on %2").arg(data(index, BenchmarksRole).toString(), on);
    }
    default: return {};
    }
}

const Recipe *RecipeListModel::find(const QString &name) const
{
    const qsizetype at = indexOf(m_recipes, name);
    return at < 0 ? nullptr : &m_recipes.at(at);
}

QString RecipeListModel::nameProblem(const QString &name, const QString &own) const
{
    constexpr qsizetype longest = 120;
    if (name.trimmed().isEmpty())
        return tr("A recipe needs a name.");
    if (name != name.trimmed() || name.contains(QLatin1Char('\n')))
        return tr("The name must be one line without spaces around it.");
    if (name.size() > longest)
        return tr("The name has more than %1 characters.").arg(longest);
    return name != own && find(name) ? tr("There is a recipe “%1” already; choose another name.").arg(name) : QString();
}

QString RecipeListModel::freeName(const QString &wanted) const
{
    const QString name = wanted.simplified().isEmpty() ? tr("Recipe") : wanted.simplified().left(110);
    QString free = name;
    for (int number = 2; find(free); ++number)
        free = QStringLiteral("%1 %2").arg(name, QString::number(number));
    return free;
}

/// One after the other, each on what the one before left on disk. The rows change when it is there.
void RecipeListModel::apply(const Change &change, const Answer &answer)
{
    const auto tell = [answer](const Result<Done> &result) {
        if (answer)
            answer(result);
    };
    if (m_state == LoadState::Failed)
        return tell(Error{Error::Kind::Storage, m_error});
    if (m_state != LoadState::Ready || m_writing) {
        m_waiting << [this, change, answer] { apply(change, answer); };
        return load();
    }
    QList<Recipe> next = m_recipes;
    if (const auto done = change(next); !done)
        return tell(done);
    QVariantList list;
    for (const Recipe &recipe : std::as_const(next))
        list << recipe.toMap();
    m_writing = true;
    whenDone(m_store.save(storeName, jsonOf(list)), this, [this, next, tell](const Result<Done> &saved) {
        m_writing = false;
        if (saved)
            show(next);
        tell(saved);
        for (const auto &waiting : std::exchange(m_waiting, {}))
            waiting();
    });
}

void RecipeListModel::save(const Recipe &recipe, const Answer &answer)
{
    apply([this, recipe](QList<Recipe> &recipes) -> Result<Done> {
        if (const QString problem = nameProblem(recipe.name, recipe.name); !problem.isEmpty())
            return invalid(problem);
        if (const QString problem = secretProblem(recipe.document, recipe.targets); !problem.isEmpty())
            return invalid(problem);
        Recipe kept = recipe;
        if (!kept.changed.isValid())
            kept.changed = QDateTime::currentDateTimeUtc();
        const qsizetype at = indexOf(recipes, recipe.name);
        if (at < 0)
            recipes << kept;
        else
            recipes[at] = kept;
        return Done{};
    }, answer);
}

void RecipeListModel::rename(const QString &from, const QString &to, const Answer &answer)
{
    apply([this, from, to](QList<Recipe> &recipes) -> Result<Done> {
        const qsizetype at = indexOf(recipes, from);
        if (at < 0)
            return Error{Error::Kind::NotFound, tr("There is no recipe “%1” any more.").arg(from)};
        if (const QString problem = nameProblem(to, from); !problem.isEmpty())
            return invalid(problem);
        recipes[at].name = to;
        return Done{};
    }, answer);
}

void RecipeListModel::remove(const QString &name, const Answer &answer)
{
    apply([name](QList<Recipe> &recipes) -> Result<Done> {
        recipes.removeIf([&](const Recipe &recipe) { return recipe.name == name; });
        return Done{};
    }, answer);
}

} // namespace assay
