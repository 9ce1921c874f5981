#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "models/composer/Recipe.h"

#include <QAbstractListModel>

#include <functional>

namespace assay {

class DraftStore;

/// The saved recipes, by name. One object for a draft store: pages share it. A command is answered after it is on disk; one
/// that comes before the recipes were read waits for them. GUI thread.
class RecipeListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { TargetsRole = FirstOwnRole, ///< int: number of targets
                BenchmarksRole,             ///< QString: the collection's id, or "3 benchmarks", translated
                ChangedRole };              ///< QDateTime, UTC

    explicit RecipeListModel(DraftStore &store, QObject *parent = nullptr);
    void load();
    LoadState state() const { return m_state; }
    QString error() const { return m_error; } ///< one sentence, while the state is Failed

    int rowCount(const QModelIndex &parent = {}) const override;
    /// Display: the name. ToolTip: what it runs on whom. IdRole: the name.
    QVariant data(const QModelIndex &index, int role) const override;
    const QList<Recipe> &recipes() const { return m_recipes; }
    /// Null when there is none.
    const Recipe *find(const QString &name) const;

    /// Why a name cannot be given; empty: it can. `own`: the name that it has now, which may stay.
    QString nameProblem(const QString &name, const QString &own = {}) const;
    /// A name that is free: `wanted`, or "wanted 2", …
    QString freeName(const QString &wanted) const;

    using Answer = std::function<void(const Result<Done> &)>;
    /// Adds it, or puts it in place of the one with its name. Error::Invalid: the name, or a secret in it.
    void save(const Recipe &recipe, const Answer &answer = {});
    void rename(const QString &from, const QString &to, const Answer &answer = {});
    void remove(const QString &name, const Answer &answer = {});

Q_SIGNALS:
    void stateChanged();

private:
    using Change = std::function<Result<Done>(QList<Recipe> &)>;
    void apply(const Change &change, const Answer &answer);
    void show(const QList<Recipe> &recipes);
    void fail(const QString &sentence);

    DraftStore &m_store;
    QList<Recipe> m_recipes;
    QList<std::function<void()>> m_waiting; ///< commands that came before the recipes were read
    LoadState m_state = LoadState::Idle;
    QString m_error;
    bool m_writing = false;
};

} // namespace assay
