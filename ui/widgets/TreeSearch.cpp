#include "ui/widgets/TreeSearch.h"

#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTreeView>

namespace assay {

void searchTree(QLineEdit *search, QTreeView *tree, QSortFilterProxyModel *filter)
{
    const auto open = [search, tree] {
        if (!search->text().trimmed().isEmpty())
            tree->expandAll();
    };
    QObject::connect(search, &QLineEdit::textChanged, tree, [filter, open](const QString &text) {
        filter->setFilterFixedString(text.trimmed());
        open();
    });
    QObject::connect(filter, &QAbstractItemModel::rowsInserted, tree, open);
}

} // namespace assay
